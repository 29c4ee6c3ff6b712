// Colours of words and highlights, as the commands set them, the document says them, and the clipboard carries them.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { $generateJSONFromSelectedNodes } from '@lexical/clipboard';
import {
  $createParagraphNode,
  $createTextNode,
  $getRoot,
  $getSelection,
  $selectAll,
  type LexicalEditor,
} from 'lexical';

import { colorNames } from '../../protocol/format/schema.ts';
import { $blockNodes, $blockOf } from './binding/lexical-blocks.ts';
import { contentOf, openEditor, paste } from './clipboard/testing/editor.ts';
import { cleaning } from './clipboard/paste.ts';
import { toggleHighlight } from './colors.ts';
import { SET_COLOR_COMMAND } from './commands.ts';

function opened(words: string, from: number, to: number): LexicalEditor {
  return openEditor(() => {
    const text = $createTextNode(words);
    $getRoot().clear().append($createParagraphNode().append(text));
    text.select(from, to);
  });
}

const act = (editor: LexicalEditor, $act: () => unknown) => editor.update(() => void $act(), { discrete: true });
const runsOf = (editor: LexicalEditor) => editor.read(() => $blockNodes().flatMap((block) => $blockOf(block).content));

await cleaning.fetch(); // so that each paste is done at once

test('a colour is a format of the selected words; taken away, they are one run again', () => {
  const editor = opened('one two three', 4, 7);
  act(editor, () => editor.dispatchCommand(SET_COLOR_COMMAND, { of: 'text', color: 'red' }));
  act(editor, () => editor.dispatchCommand(SET_COLOR_COMMAND, { of: 'highlight', color: 'blue' }));
  assert.deepEqual(runsOf(editor), [
    { insert: 'one ', formats: {} },
    { insert: 'two', formats: { color: 'red', highlight: 'blue' } },
    { insert: ' three', formats: {} },
  ]);
  act(editor, () => editor.dispatchCommand(SET_COLOR_COMMAND, { of: 'highlight', color: null }));
  act(editor, () => editor.dispatchCommand(SET_COLOR_COMMAND, { of: 'text', color: null }));
  assert.deepEqual(runsOf(editor), [{ insert: 'one two three', formats: {} }]);
});

test('a colour that is chosen at a caret is that of what is typed next', () => {
  const editor = opened('one', 3, 3);
  act(editor, () => editor.dispatchCommand(SET_COLOR_COMMAND, { of: 'text', color: 'green' }));
  act(editor, () => $getSelection()!.insertText(' two'));
  assert.deepEqual(runsOf(editor).at(-1), { insert: ' two', formats: { color: 'green' } });
});

test('the key of the highlight takes every kind of highlight away', () => {
  const editor = opened('one', 0, 3);
  toggleHighlight(editor);
  act(editor, () => {});
  assert.deepEqual(runsOf(editor), [{ insert: 'one', formats: { highlight: true } }]);
  act(editor, () => editor.dispatchCommand(SET_COLOR_COMMAND, { of: 'highlight', color: 'pink' }));
  assert.deepEqual(runsOf(editor), [{ insert: 'one', formats: { highlight: 'pink' } }]);
  toggleHighlight(editor);
  act(editor, () => {});
  assert.deepEqual(runsOf(editor), [{ insert: 'one', formats: {} }]);
});

test('colours go from here to here by the clipboard; pages bring none, but highlights', async () => {
  const editor = opened('one', 0, 3);
  act(editor, () => editor.dispatchCommand(SET_COLOR_COMMAND, { of: 'text', color: 'red' }));
  act(editor, $selectAll);
  const own = editor.read(() => JSON.stringify($generateJSONFromSelectedNodes(editor, $getSelection())));
  const other = openEditor();
  paste(other, { 'text/plain': 'plain', 'application/x-lexical-editor': own });
  assert.equal(contentOf(other), '<p><span data-color="red">one</span></p>');
  const docs = '<b style="font-weight:normal" id="docs-internal-guid-1">';
  for (const [html, content] of [
    ['<p><span style="color:#f00;background:#ff0">a</span></p>', '<p>a</p>'],
    ['<p>a <mark style="color:red">b</mark></p>', '<p>a <mark>b</mark></p>'],
    [`${docs}<p><span style="background-color:#ffff00">a</span></p></b>`, '<p><mark>a</mark></p>'],
    [`${docs}<p><span style="background-color:transparent">a</span></p></b>`, '<p>a</p>'],
    ['<p><span style="background:yellow;mso-highlight:yellow">a</span></p>', '<p><mark>a</mark></p>'],
  ]) {
    const page = openEditor();
    paste(page, { 'text/html': html!, 'text/plain': 'plain' });
    assert.equal(contentOf(page), content, html);
  }
});

/** Relative luminance, as WCAG 2.2 defines it. */
function luminance(hex: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

test('words of each colour are readable on the page and on each highlight, in both themes', () => {
  const tokens = readFileSync(new URL('../styles/tokens.css', import.meta.url), 'utf8');
  const value = (name: string, theme: number) =>
    new RegExp(`--${name}: light-dark\\((#\\w{6}), (#\\w{6})\\)`).exec(tokens)![theme]!;
  for (const theme of [1, 2]) {
    const grounds = ['paper', ...colorNames.map((name) => `mark-${name}`)];
    for (const words of ['ink', 'accent', ...colorNames.map((name) => `text-${name}`)]) {
      for (const ground of grounds) {
        const found = contrast(value(words, theme), value(ground, theme));
        assert.ok(found >= 4.5, `${words} on ${ground}: ${found}`);
      }
    }
  }
});
