// Containers on the clipboard: what comes out as HTML and Markdown, and what comes in.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { $generateJSONFromSelectedNodes } from '@lexical/clipboard';
import { $createListItemNode, $createListNode } from '@lexical/list';
import {
  $createParagraphNode,
  $createTextNode,
  $getRoot,
  $getSelection,
  $selectAll,
  type LexicalEditor,
} from 'lexical';

import { $createContainerNode, type ContainerNode } from '../../../protocol/format/containers.ts';
import { $blockNodes, $blockOf } from '../binding/lexical-blocks.ts';
import { $pointIn, $select } from '../binding/points.ts';
import { $selectedHtml, $selectedText } from '../clipboard/copy.ts';
import { cleaning } from '../clipboard/paste.ts';
import { contentOf, openEditor, paste } from '../clipboard/testing/editor.ts';

await cleaning.fetch(); // so that each paste is done at once

const $line = (words: string) => $createParagraphNode().append($createTextNode(words));

/** A line, a callout of two with a toggle behind them, and a line. */
const open = () =>
  openEditor(() => {
    const toggle = $createContainerNode({ type: 'toggle' }, [$line('more'), $line('hidden')]);
    const callout = $createContainerNode({ type: 'callout', tone: 'warning' }, [$line('hot'), $line('sharp'), toggle]);
    $getRoot().clear().append($line('before'), callout, $line('behind'));
  });

function select(editor: LexicalEditor, from: number, to: number): void {
  const $all = () => {
    const blocks = $blockNodes();
    $select($pointIn(blocks[from]!.node, 0), $pointIn(blocks[to]!.node, 99));
  };
  editor.update($all, { discrete: true });
}

const copied = (editor: LexicalEditor, $as: typeof $selectedHtml) => editor.read(() => $as($getSelection()));

const calloutHtml =
  '<aside data-tone="warning">\n<p>hot</p>\n<p>sharp</p>\n' +
  '<details open>\n<summary>more</summary>\n<p>hidden</p>\n</details>\n</aside>';

test('a callout is copied as an aside and an alert, a toggle as details', () => {
  const editor = open();
  editor.update(() => void $selectAll(), { discrete: true });
  assert.equal(copied(editor, $selectedHtml), `<p>before</p>\n${calloutHtml}\n<p>behind</p>`);
  const alert =
    '> [!WARNING]\n> hot\n>\n> sharp\n>\n> <details>\n> <summary>more</summary>\n>\n> hidden\n>\n> </details>';
  assert.equal(copied(editor, $selectedText), `before\n\n${alert}\n\nbehind`);
});

test('what is copied within a container does not bring the container along', () => {
  const editor = open();
  select(editor, 1, 2);
  assert.equal(copied(editor, $selectedHtml), '<p>hot</p>\n<p>sharp</p>');
  select(editor, 1, 4);
  assert.equal(copied(editor, $selectedHtml), calloutHtml);
});

test('HTML with containers is pasted as it was copied', () => {
  const editor = openEditor();
  paste(editor, { 'text/html': calloutHtml, 'text/plain': '' });
  assert.equal(contentOf(editor), calloutHtml);
});

test('details and asides of web pages become toggles and callouts, however they nest', () => {
  const editor = openEditor();
  const html = '<details><summary><h2>A</h2></summary>text<ul><li>b</li></ul></details><aside>one<p>two</p></aside>';
  paste(editor, { 'text/html': html, 'text/plain': '' });
  assert.equal(
    contentOf(editor),
    '<details open>\n<summary>A</summary>\n<p>text</p>\n<ul>\n<li>b</li>\n</ul>\n</details>\n' +
      '<aside data-tone="note">\n<p>one</p>\n<p>two</p>\n</aside>',
  );
  const deep = openEditor();
  paste(deep, { 'text/html': `${'<aside>'.repeat(50)}deep${'</aside>'.repeat(50)}`, 'text/plain': '' });
  assert.equal(contentOf(deep).match(/<aside/g)?.length, 4);
});

test('a copy that is pasted beside its original is a container of its own', () => {
  const editor = open();
  select(editor, 1, 4);
  const json = editor.read(() => JSON.stringify({ ...$generateJSONFromSelectedNodes(editor, $getSelection()) }));
  editor.update(() => $getRoot().getChildAtIndex<ContainerNode>(1)!.insertAfter($line('')).selectNext(), {
    discrete: true,
  });
  select(editor, 5, 5);
  paste(editor, { 'application/x-lexical-editor': json });
  const ids = editor.read(() => $blockNodes().map(({ path }) => path[0]?.id));
  assert.equal(new Set(ids).size, 3, 'none, one, and another');
  assert.equal(ids.filter((id) => id === ids[1]).length, 4);
});

test('blocks with a container that are pasted into an item of a list stand beside the list', () => {
  const editor = openEditor(() => {
    const item = $createListItemNode().append($createTextNode('item'));
    $getRoot().clear().append($createListNode('bullet').append(item));
    item.selectEnd();
  });
  paste(editor, { 'text/html': calloutHtml, 'text/plain': '' });
  const words = editor
    .read(() => $blockNodes().map($blockOf))
    .map(({ content }) => content.map(({ insert }) => insert).join(''));
  assert.deepEqual(words, ['item', 'hot', 'sharp', 'more', 'hidden']);
});
