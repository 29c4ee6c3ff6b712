import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  $createParagraphNode,
  $createTextNode,
  $getRoot,
  DELETE_CHARACTER_COMMAND,
  DELETE_LINE_COMMAND,
  KEY_ARROW_DOWN_COMMAND,
  KEY_ARROW_LEFT_COMMAND,
  KEY_ARROW_RIGHT_COMMAND,
  KEY_ENTER_COMMAND,
  type LexicalCommand,
  type LexicalEditor,
} from 'lexical';

import { FileNode, ImageNode } from '../../../protocol/format/file-nodes.ts';
import { textOf } from '../../../protocol/format/to-html.ts';
import { SET_BLOCK_COMMAND } from '../blocks.ts';
import { $blockNodes, $blockOf } from '../binding/lexical-blocks.ts';
import { openEditor } from '../clipboard/testing/editor.ts';
import { $selectedText } from '../clipboard/copy.ts';
import { $insertBehind } from './insert.ts';
import { $selectBlock, $selectedFile, registerFileSelection } from './selecting.ts';
import { registerImagesKeepType } from './types.ts';

const src = `file:${'a'.repeat(64)}#640x480`;

const $paragraph = (text: string) => $createParagraphNode().append(...(text === '' ? [] : [$createTextNode(text)]));

/** A paragraph, an image with a caption, and a paragraph. */
function openWithImage([before, caption, after]: readonly [string, string, string]): LexicalEditor {
  const editor = openEditor(() => {
    $getRoot()
      .clear()
      .append($paragraph(before), new ImageNode({ src }).append($createTextNode(caption)), $paragraph(after));
  });
  registerFileSelection(editor);
  registerImagesKeepType(editor);
  return editor;
}

const blocks = (editor: LexicalEditor) =>
  editor.read(() =>
    $blockNodes()
      .map($blockOf)
      .map((block) => `${String(block.keys?.['type'] ?? 'p')}: ${textOf(block)}`),
  );

const act = ($act: () => void) => (editor: LexicalEditor) => editor.update($act, { discrete: true });
const caret = (index: number, edge: 'start' | 'end') =>
  act(() => {
    const block = $getRoot().getChildAtIndex<ImageNode>(index)!;
    void (edge === 'start' ? block.selectStart() : block.selectEnd());
  });

function send<Payload>(editor: LexicalEditor, command: LexicalCommand<Payload>, payload: Payload): void {
  editor.update(() => void editor.dispatchCommand(command, payload), { discrete: true });
}

const key = { preventDefault: () => {} } as KeyboardEvent;
const isSelected = (editor: LexicalEditor) => editor.read(() => $selectedFile() !== null);

test('[FILES2] a deletion that arrives at an image selects it; the next one deletes it', () => {
  for (const [index, edge, isBackward] of [
    [0, 'end', false],
    [1, 'start', true],
    [2, 'start', true],
  ] as const) {
    for (const command of [DELETE_CHARACTER_COMMAND, DELETE_LINE_COMMAND]) {
      const editor = openWithImage(['Before', 'Caption', 'After']);
      caret(index, edge)(editor);
      send(editor, command, isBackward);
      assert.deepEqual(blocks(editor), ['p: Before', 'image: Caption', 'p: After']);
      assert.ok(isSelected(editor));
      send(editor, DELETE_CHARACTER_COMMAND, isBackward);
      assert.deepEqual(blocks(editor), ['p: Before', 'p: After']);
    }
  }
});

test('an empty paragraph beside an image goes when a deletion arrives there', () => {
  const editor = openWithImage(['Before', 'Caption', '']);
  caret(2, 'start')(editor);
  send(editor, DELETE_CHARACTER_COMMAND, true);
  assert.deepEqual(blocks(editor), ['p: Before', 'image: Caption']);
  assert.ok(isSelected(editor));
});

test('arrows come to the image, into its caption and on; Enter goes on below', () => {
  const editor = openWithImage(['Before', 'Caption', 'After']);
  caret(0, 'end')(editor);
  send(editor, KEY_ARROW_RIGHT_COMMAND, key);
  assert.ok(isSelected(editor));
  send(editor, KEY_ARROW_DOWN_COMMAND, key);
  assert.ok(!isSelected(editor));
  send(editor, KEY_ARROW_LEFT_COMMAND, key);
  assert.ok(isSelected(editor));
  send(editor, KEY_ENTER_COMMAND, key);
  assert.deepEqual(blocks(editor), ['p: Before', 'image: Caption', 'p: ', 'p: After']);
});

test('[FILES2] where blocks become others, the images among them stay', () => {
  const editor = openWithImage(['Before', 'Caption', 'After']);
  editor.update(
    () => {
      const selection = $getRoot().selectStart();
      const end = $getRoot().getLastDescendant()!;
      selection.focus.set(end.getKey(), 5, 'text');
    },
    { discrete: true },
  );
  send(editor, SET_BLOCK_COMMAND, 'h2');
  assert.deepEqual(blocks(editor), ['heading: Before', 'image: Caption', 'heading: After']);
  caret(1, 'end')(editor);
  for (const type of ['quote', 'bullet', 'code'] as const) send(editor, SET_BLOCK_COMMAND, type);
  assert.deepEqual(blocks(editor), ['heading: Before', 'image: Caption', 'heading: After']);
});

test('[FILES2] a mark of Markdown at the start of a caption makes no other block of the image', () => {
  for (const mark of ['#', '-', '>', '1.', '```']) {
    const editor = openWithImage(['Before', '', 'After']);
    for (const letter of `${mark} `) {
      act(() => $getRoot().getChildAtIndex<ImageNode>(1)!.selectEnd().insertText(letter))(editor);
    }
    assert.deepEqual(blocks(editor), ['p: Before', `image: ${mark} `, 'p: After']);
  }
  const heading = openWithImage(['', 'Caption', 'After']);
  for (const letter of '# ') {
    act(() => $getRoot().getFirstChildOrThrow<ImageNode>().selectEnd().insertText(letter))(heading);
  }
  assert.deepEqual(blocks(heading), ['heading: ', 'image: Caption', 'p: After']);
});

test('a selected image is copied as an image, and words of a caption as words', () => {
  const editor = openWithImage(['Before', 'Caption', 'After']);
  act(() => $selectBlock($getRoot().getChildAtIndex(1)!))(editor);
  const copied = () => editor.read(() => $selectedText(editor.getEditorState()._selection));
  assert.equal(copied(), `![](file:${'a'.repeat(64)}#640x480)\n\nCaption`);
  act(() => void $getRoot().getChildAtIndex<ImageNode>(1)!.select(0, 1))(editor);
  assert.equal(copied(), 'Caption');
});

test('files come behind the block of the caret, and before an empty paragraph', () => {
  const editor = openWithImage(['Before', 'Caption', '']);
  const [first, last] = editor.read(() => [0, 2].map((index) => $getRoot().getChildAtIndex(index)!.getKey()));
  act(() => $insertBehind(new FileNode({ src, name: 'a.pdf' }), first!))(editor);
  act(() => $insertBehind(new ImageNode({ src }), last!))(editor);
  assert.deepEqual(blocks(editor), ['p: Before', 'file: ', 'image: Caption', 'image: ', 'p: ']);
  const empty = openEditor();
  act(() => $insertBehind(new ImageNode({ src }), null))(empty);
  assert.deepEqual(blocks(empty), ['image: ', 'p: ']);
});
