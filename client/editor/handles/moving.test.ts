import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { $createListItemNode, $createListNode } from '@lexical/list';
import {
  $createParagraphNode,
  $createTextNode,
  $getRoot,
  $getSelection,
  $isRangeSelection,
  createEditor,
} from 'lexical';
import { applyUpdate, Doc, encodeStateAsUpdate, encodeStateVector } from 'yjs';

import { bodyOf, textClientID } from '../../../protocol/format/body.ts';
import { nodes } from '../../../protocol/format/nodes.ts';
import { readBody } from '../../../protocol/format/shared-text.ts';
import { bindEditor } from '../binding/binding.ts';
import { $blockNodes, $blockOf } from '../binding/lexical-blocks.ts';
import { $pointIn, $select } from '../binding/points.ts';
import { textOf } from '../../../protocol/format/to-html.ts';
import {
  $deleteBlocks,
  $duplicate,
  $moveBeside,
  $moveBy,
  $selectedStretch,
  $stretchOf,
  type Stretch,
} from './moving.ts';

/** An editor without a page, bound to a document with these lines: two spaces are a level, `- ` a bullet. */
function person(t: TestContext, doc = new Doc()) {
  doc.clientID = textClientID(doc.clientID);
  const editor = createEditor({ nodes: [...nodes], onError: (error) => assert.fail(error) });
  const { text, undo, unbind } = bindEditor(editor, doc);
  t.after(unbind);
  const edit = (step: () => void) => editor.update(step, { discrete: true });
  const $find = (words: string) => $blockNodes().find((one) => textOf($blockOf(one)) === words)!.node;
  return {
    doc,
    edit,
    undo,
    write: (...lines: string[]) => edit(() => $write(lines)),
    on: (words: string, act: (stretch: Stretch) => unknown) => edit(() => act($stretchOf($find(words))!)),
    /** Moves a block beside another. */
    move: (words: string, side: 'before' | 'after', other: string) =>
      edit(() => $moveBeside($stretchOf($find(words))!, $find(other), side)),
    caret: (words: string, offset: number) =>
      edit(() => {
        const point = $pointIn($find(words), offset);
        $getRoot().selectEnd();
        $select(point, point);
      }),
    type: (words: string) => edit(() => $range().insertText(words)),
    lines: () => {
      assert.ok(text.agrees());
      return readBody(bodyOf(doc)).map(({ block }) => {
        const item = block.keys?.['type'] === 'listItem';
        return `${'  '.repeat(Number(block.keys?.['indent'] ?? 0))}${item ? '- ' : ''}${textOf(block)}`;
      });
    },
  };
}

function $range() {
  const selection = $getSelection();
  assert.ok($isRangeSelection(selection));
  return selection;
}

function $write(lines: readonly string[]): void {
  const root = $getRoot().clear();
  for (const line of lines) {
    const [, indent, bullet, words] = /^( *)(- )?(.*)$/.exec(line)!;
    const text = $createTextNode(words);
    if (bullet === undefined) {
      root.append($createParagraphNode().append(text));
      continue;
    }
    const item = $createListItemNode().append(text);
    root.append($createListNode('bullet').append(item));
    item.setIndent(indent!.length / 2);
  }
}

function exchange(one: Doc, other: Doc): void {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    applyUpdate(to, encodeStateAsUpdate(from, encodeStateVector(to)), 'remote');
  }
}

test('a block moves past the one before or behind it, a list item with the items within it', (t) => {
  const ada = person(t);
  ada.write('one', '- a', '  - a1', '  - a2', '- b', 'two');
  ada.on('b', (b) => $moveBy(b, 'up'));
  assert.deepEqual(ada.lines(), ['one', '- b', '- a', '  - a1', '  - a2', 'two']);
  ada.on('a', (a) => $moveBy(a, 'down'));
  assert.deepEqual(ada.lines(), ['one', '- b', 'two', '- a', '  - a1', '  - a2']);
  ada.on('a1', (a1) => $moveBy(a1, 'down'));
  assert.deepEqual(ada.lines(), ['one', '- b', 'two', '- a', '  - a2', '  - a1']);
  ada.on('two', (two) => $moveBy(two, 'down'));
  assert.deepEqual(ada.lines(), ['one', '- b', '- a', '  - a2', '  - a1', 'two']);
  ada.on('one', (one) => assert.equal($moveBy(one, 'up'), false));
  ada.on('two', (two) => assert.equal($moveBy(two, 'down'), false));
});

test('an item that is dropped takes a level that goes with its neighbours', (t) => {
  const ada = person(t);
  ada.write('- a', '  - a1', '- b', '  - b1', 'end');
  ada.move('b', 'before', 'a1');
  assert.deepEqual(ada.lines(), ['- a', '  - b', '    - b1', '  - a1', 'end']);
  ada.move('b1', 'after', 'end');
  assert.deepEqual(ada.lines(), ['- a', '  - b', '  - a1', 'end', '- b1']);
  ada.move('a', 'after', 'b');
  assert.deepEqual(ada.lines(), ['- a', '  - b', '  - a1', 'end', '- b1'], 'not into itself');
});

test('several selected blocks move together, and the caret stays with its words', (t) => {
  const ada = person(t);
  ada.write('one', 'two', 'three', 'four');
  ada.caret('two', 1);
  ada.edit(() => {
    $range().focus.set($getRoot().getAllTextNodes()[2]!.getKey(), 2, 'text');
    $moveBy($selectedStretch()!, 'up');
  });
  assert.deepEqual(ada.lines(), ['two', 'three', 'one', 'four']);
  ada.edit(() => assert.equal($range().getTextContent(), 'wo\nth'));
});

test('a copy stands behind the block with the caret in it, and a deleted block leaves one to write in', (t) => {
  const ada = person(t);
  ada.write('- a', '  - a1', 'end');
  ada.caret('a', 1);
  ada.on('a', $duplicate);
  assert.deepEqual(ada.lines(), ['- a', '  - a1', '- a', '  - a1', 'end']);
  ada.type('!');
  assert.deepEqual(ada.lines(), ['- a', '  - a1', '- a!', '  - a1', 'end']);
  ada.on('a!', $deleteBlocks);
  ada.on('a', $deleteBlocks);
  ada.on('end', $deleteBlocks);
  assert.deepEqual(ada.lines(), ['']);
  ada.type('again');
  assert.deepEqual(ada.lines(), ['again']);
});

test('[TEXT1] of a moved block and the blocks that it passes, the shorter are copied', (t) => {
  const ada = person(t);
  ada.write('short', 'a longer line of words', 'end');
  const ben = person(t);
  exchange(ada.doc, ben.doc);
  ben.caret('a longer line of words', 8);
  ada.on('a longer line of words', (line) => $moveBy(line, 'up'));
  ben.type(' indeed');
  exchange(ada.doc, ben.doc);
  assert.deepEqual(ada.lines(), ['a longer indeed line of words', 'short', 'end']);
  assert.deepEqual(ben.lines(), ada.lines());
  ada.undo.undo();
  assert.deepEqual(ada.lines(), ['short', 'a longer indeed line of words', 'end']);
});

test('[TEXT2] words that somebody types into a block whose copy moves stay at the old place', (t) => {
  const ada = person(t);
  ada.write('short', 'a longer line of words', 'end');
  const ben = person(t);
  exchange(ada.doc, ben.doc);
  ben.caret('short', 5);
  ada.move('short', 'after', 'end');
  ben.type('er');
  exchange(ada.doc, ben.doc);
  assert.deepEqual(ada.lines(), ['er', 'a longer line of words', 'end', 'short']);
  assert.deepEqual(ben.lines(), ada.lines());
});
