// Real editors at the ends of a bad network, in random lives of documents: what people do with Lexical's own means ends
// the same for everybody, and the model of intentions of protocol/format/testing holds.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { $createCodeNode } from '@lexical/code-core';
import { $isLinkNode, $toggleLink } from '@lexical/link';
import { $insertList, $isListItemNode, type ListType, registerList } from '@lexical/list';
import { $createHeadingNode, $createQuoteNode } from '@lexical/rich-text';
import { $setBlocksType } from '@lexical/selection';
import { $isTableNode } from '@lexical/table';
import {
  $createParagraphNode,
  $findMatchingParent,
  $getRoot,
  $getSelection,
  $isElementNode,
  $isRangeSelection,
  $isRootOrShadowRoot,
  createEditor,
  type ElementNode,
  type LexicalEditor,
  type LexicalNode,
  type RangeSelection,
} from 'lexical';
import { applyUpdate, Doc, type UndoManager } from 'yjs';

import { ImageNode } from '../../../protocol/format/file-nodes.ts';
import { deepestContainer } from '../../../protocol/format/container-paths.ts';
import { $createContainerNode, $isContainerNode, type ContainerNode } from '../../../protocol/format/containers.ts';
import { boundaryAfter, boundaryBefore } from '../../../protocol/format/graphemes.ts';
import { nodes } from '../../../protocol/format/nodes.ts';
import { character } from '../../../protocol/format/testing/characters.ts';
import { fuzz } from '../../../protocol/format/testing/fuzz.ts';
import { remote } from '../../../protocol/format/testing/network.ts';
import type { Kind, Operation } from '../../../protocol/format/testing/operations.ts';
import { type Act, type Editor, live } from '../../../protocol/format/testing/together.ts';
import { $setColor } from '../colors.ts';
import { registerContainerTree } from '../containers/tree.ts';
import { bindEditor } from './binding.ts';
import type { BoundText } from './bound-text.ts';
import { $blockNodes, $leavesOf } from './lexical-blocks.ts';
import { $offsetOf, $pointIn, $select } from './points.ts';

/** The text of a node that shows a block, with a control character for whatever is no text. */
function $wordsOf(node: ReturnType<typeof $blockNodes>[number]['node']): string {
  if (!$isElementNode(node)) return '';
  return $leavesOf(node)
    .map(({ run }) => (typeof run.insert === 'string' ? run.insert : '\u0001'))
    .join('');
}

/** Selects about `length` characters from a place on; 0 is the caret. Gives the index of the block where they begin. */
function $selectFrom(at: number, length: number): RangeSelection | null {
  const blocks = $blockNodes().filter(({ node }) => $isElementNode(node) && !$isTableNode(node));
  const selection = $getSelection();
  const caret = at === 0 && $isRangeSelection(selection) ? $offsetOf(selection.focus) : null;
  let index =
    caret === null ? at % Math.max(1, blocks.length) : blocks.findIndex(({ node }) => node.is(caret.block.node));
  if (blocks[index] === undefined) return null;
  const first = blocks[index]!.node;
  const words = $wordsOf(first);
  const from = caret?.offset ?? boundaryBefore(words, at % (words.length + 1));
  let to = from + length;
  while (to > $wordsOf(blocks[index]!.node).length && index + 1 < blocks.length) {
    to -= $wordsOf(blocks[index]!.node).length + 1;
    index += 1;
  }
  const last = blocks[index]!.node;
  const end = boundaryAfter($wordsOf(last), Math.max(0, Math.min(to, $wordsOf(last).length)));
  $select($pointIn(first, from), $pointIn(last, end));
  const made = $getSelection();
  return $isRangeSelection(made) ? made : null;
}

/** Selects what Backspace or Delete takes away at a caret: a character, or the end of the block before. */
function $extend(selection: RangeSelection, isBackward: boolean): void {
  const blocks = $blockNodes().filter(({ node }) => $isElementNode(node) && !$isTableNode(node));
  const found = $offsetOf(selection.anchor);
  const index = blocks.findIndex(({ node }) => found !== null && node.is(found.block.node));
  if (found === null || index < 0) return;
  const words = $wordsOf(blocks[index]!.node);
  const isAtEdge = found.offset === (isBackward ? 0 : words.length);
  const other = isAtEdge ? blocks[index + (isBackward ? -1 : 1)]?.node : blocks[index]!.node;
  if (other === undefined) return;
  const edge = isBackward ? $wordsOf(other).length : 0;
  const within = isBackward ? boundaryBefore(words, found.offset - 1) : boundaryAfter(words, found.offset + 1);
  const point = $pointIn(other, isAtEdge ? edge : within);
  const here = $pointIn(blocks[index]!.node, found.offset);
  if (isBackward) $select(point, here);
  else $select(here, point);
}

function $containerAt({ anchor }: RangeSelection): ContainerNode | null {
  return $findMatchingParent(anchor.getNode(), $isContainerNode);
}

/** The child of the container, or of the root, that a node is in. */
function $childOfContainer(node: LexicalNode): LexicalNode | null {
  return $findMatchingParent(node, (one) => $isRootOrShadowRoot(one.getParent()));
}

const blockTypes: readonly (() => ElementNode)[] = [
  $createParagraphNode,
  () => $createHeadingNode('h1'),
  () => $createQuoteNode(),
  () => $createCodeNode(),
  () => new ImageNode({ src: `file:${'a'.repeat(64)}#2x1` }),
];
const listTypes: readonly ListType[] = ['bullet', 'number', 'check'];

/** What each kind of operation does with a selection. */
const means: { readonly [kind in Kind]?: (selection: RangeSelection, operation: Operation) => void } = {
  enter: (selection) => void selection.insertParagraph(),
  typePlain: (selection) => selection.insertLineBreak(),
  backspace: (selection) => {
    $extend(selection, true);
    const extended = $getSelection();
    if ($isRangeSelection(extended)) extended.removeText();
  },
  deleteForward: (selection) => {
    $extend(selection, false);
    const extended = $getSelection();
    if ($isRangeSelection(extended)) extended.removeText();
  },
  deleteRange: (selection) => selection.removeText(),
  deleteBlock: (selection) => {
    if ($blockNodes().length > 1) $offsetOf(selection.anchor)?.block.node.remove();
  },
  deleteAll: (_selection, { pick }) => {
    if (pick % 3 === 0) $getRoot().select(0, $getRoot().getChildrenSize()).removeText();
  },
  retype: (selection, { pick }) => {
    if (pick % 2 === 0) $insertList(listTypes[pick % 3]!);
    else $setBlocksType(selection, blockTypes[pick % 5]!);
  },
  wrap: (selection, { pick }) => {
    const anchor = $offsetOf(selection.anchor)?.block;
    const first = anchor && $childOfContainer(anchor.node);
    if (!first || anchor.path.length >= deepestContainer) return;
    const rest = anchor.path.length > 0 ? [] : first.getNextSiblings().slice(0, pick % 3);
    const container = $createContainerNode({ type: pick % 2 === 0 ? 'callout' : 'toggle' });
    first.insertBefore(container, false);
    container.clear().append(first, ...rest.filter((node) => !$isContainerNode(node)));
  },
  unwrap: (selection) => $containerAt(selection)?.unwrap(),
  setTone: (selection, { pick }) => {
    const container = $containerAt(selection);
    container?.setContainer({ ...container.getContainer(), tone: pick % 2 === 0 ? 'tip' : 'danger' });
  },
  indent: (selection, { pick }) => {
    const item = $offsetOf(selection.anchor)?.block.node;
    if ($isListItemNode(item)) item.setIndent(Math.min(8, Math.max(0, item.getIndent() + (pick % 3 > 0 ? 1 : -1))));
  },
  check: (selection) => {
    const item = $offsetOf(selection.anchor)?.block;
    if ($isListItemNode(item?.node) && item.list?.getListType() === 'check') item.node.toggleChecked();
  },
  bold: (selection, { pick }) => {
    if (pick % 3 > 0) selection.formatText('bold');
    else $setColor({ of: pick % 2 ? 'text' : 'highlight', color: pick % 4 === 0 ? null : 'red' });
  },
  link: (selection, { pick }) => {
    const isInLink = $isLinkNode(selection.anchor.getNode().getParent());
    if (!selection.isCollapsed()) $toggleLink(isInLink ? null : `https://example.org/${pick % 2}`);
  },
  moveBlock: (selection, { pick }) => {
    const node = $offsetOf(selection.anchor)?.block.node.getTopLevelElement();
    const other = $getRoot().getChildAtIndex(pick % $getRoot().getChildrenSize());
    if (node && other && !node.is(other)) other.insertAfter(node);
  },
};

/** Kinds that act on a stretch of text. */
const stretching: readonly Kind[] = ['deleteRange', 'bold', 'link', 'retype'];

class Page implements Editor {
  readonly doc = new Doc();
  readonly #editor: LexicalEditor;
  readonly #text: BoundText;
  readonly #undo: UndoManager;
  readonly #next: () => number;

  constructor(clientID: number, start: Uint8Array, next: () => number) {
    this.doc.clientID = clientID;
    applyUpdate(this.doc, start, remote);
    this.#editor = createEditor({ nodes: [...nodes], onError: (error) => this.#failed(error) });
    registerList(this.#editor);
    registerContainerTree(this.#editor);
    const { text, undo } = bindEditor(this.#editor, this.doc);
    undo.captureTimeout = Infinity; // a pause is drawn, and not how busy the machine is
    [this.#text, this.#undo, this.#next] = [text, undo, next];
  }

  /** What Lexical itself fails to do is not done. */
  #refused: unknown = null;

  #failed(error: Error): void {
    if (error !== this.#refused) throw error;
  }

  receive(update: Uint8Array): void {
    applyUpdate(this.doc, update, remote);
  }

  act(operation: Operation): Act | null {
    const { kind, pick, at, length } = operation;
    if (pick % 2 === 0) this.#undo.stopCapturing();
    if (kind === 'undo' || kind === 'redo') {
      const travelled = this.#undo[kind]() !== null;
      return travelled ? { typed: [], isAtCaret: false, isHistory: true, isBlind: false } : null;
    }
    const typed = kind === 'type' ? Array.from({ length: 1 + (pick % 4) }, this.#next) : [];
    const act = means[kind] ?? null;
    if (act === null && kind !== 'type') return null;
    let isDone = false;
    this.#editor.update(
      () => {
        const selection = $selectFrom(at, stretching.includes(kind) ? length : 0);
        if (selection === null) return;
        try {
          if (act === null) selection.insertText(typed.map(character).join(''));
          else act(selection, operation);
        } catch (error) {
          this.#refused = error;
          throw error;
        }
        isDone = true;
      },
      { discrete: true },
    );
    return isDone
      ? { typed: [typed].filter(({ length }) => length > 0), isAtCaret: at === 0, isHistory: false, isBlind: false }
      : null;
  }

  wordsBeforeCaret(): string | null {
    return this.#editor.read(() => {
      const selection = $getSelection();
      const found = $isRangeSelection(selection) && selection.isCollapsed() ? $offsetOf(selection.anchor) : null;
      return found === null ? null : $wordsOf(found.block.node).slice(0, found.offset);
    });
  }

  check(): void {
    assert.ok(this.#text.agrees(), 'the editor shows something else than the document holds');
  }
}

test('[TEXT1] [TEXT3] real editors keep every word, whatever people do at once', () => {
  const { failure, report } = fuzz({
    count: Number(process.env['LIVES'] ?? 450),
    open: (...args) => new Page(...args),
  });
  assert.equal(failure, null);
  for (const kind of [...Object.keys(means), 'type', 'undo', 'redo']) assert.ok(report[kind as Kind]! > 20, kind);
});

const at = { at: 0, length: 0, pick: 0 };

test('[TEXT1] what is typed before bold words without a marker, behind a table, is as bold as it looks', () => {
  const operations: Operation[] = [
    { kind: 'moveBlock', who: 0, ...at, at: 47 },
    { kind: 'deleteRange', who: 1, ...at, length: 19 },
    { kind: 'type', who: 0, ...at, pick: 14 },
    { kind: 'type', who: 1, ...at, pick: 11 },
    { kind: 'deliver', who: 1, ...at },
    { kind: 'type', who: 1, ...at, at: 162 },
  ];
  const start = [
    [19, 1], // a table
    [0, 2], // bold words
    [0, 4],
  ] as const;
  live({ start, people: [11, 14], operations }, (...args) => new Page(...args));
});

test('[FORM8] a container whose first block is deleted is what the next block says, from then on', () => {
  const operations: Operation[] = [
    { kind: 'enter', who: 1, ...at, at: 129 },
    { kind: 'enter', who: 1, ...at, at: 30 },
    { kind: 'setTone', who: 0, ...at, at: 264 },
    { kind: 'deleteForward', who: 1, ...at, at: 277 },
    { kind: 'deliver', who: 0, ...at },
    { kind: 'type', who: 0, ...at, at: 365 },
  ];
  const start = [
    ...Array.from({ length: 4 }, () => [0, 0] as const),
    [21, 0], // in a toggle
  ] as const;
  live({ start, people: [11, 13, 14], operations }, (...args) => new Page(...args));
});
