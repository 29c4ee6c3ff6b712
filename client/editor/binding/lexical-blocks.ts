// The blocks that the editor shows. Lexical keeps a list as a tree of lists and items; a document has flat items, each
// with an indent. Lexical keeps a container as a node around its blocks; a document says at each block which it stands
// in. Other blocks are the children of the element that shows the body: by default, the root. Everything here reads;
// render.ts writes.

import { $isCodeNode } from '@lexical/code-core';
import { $isHorizontalRuleNode } from '@lexical/extension';
import { $isAutoLinkNode, $isLinkNode } from '@lexical/link';
import { $isListItemNode, $isListNode, type ListItemNode, type ListNode } from '@lexical/list';
import { $isHeadingNode, $isQuoteNode } from '@lexical/rich-text';
import { $isTableCellNode, $isTableNode, type TableNode } from '@lexical/table';
import {
  $getNodeByKey,
  $getRoot,
  $isElementNode,
  $isLineBreakNode,
  $isTextNode,
  type ElementNode,
  type LexicalNode,
  type NodeKey,
  TEXT_TYPE_TO_FORMAT,
  type TextFormatType,
} from 'lexical';

import type { Block, Formats, Json, Keys, Run } from '../../../protocol/format/body.ts';
import { type Container, type Path, withPath } from '../../../protocol/format/container-paths.ts';
import { $isContainerNode } from '../../../protocol/format/containers.ts';
import { isSaid } from '../../../protocol/format/said.ts';
import { flagFormats, isBlank, shownContent, shownKeys } from '../../../protocol/format/schema.ts';
import { colorsIn } from '../color-styles.ts';
import { $shapeOf } from './table-nodes.ts';

/** The node of a block, and what the lists and containers around it say about it. */
export interface BlockNode {
  readonly node: LexicalNode;
  readonly list: ListNode | null;
  /** The number of lists around the list of an item. */
  readonly depth: number;
  /** The containers around the block, from the outermost. */
  readonly path: Path;
}

/** The nodes of all blocks in the element that shows a body, from the first to the last. */
export function $blockNodes(body: ElementNode = $getRoot()): BlockNode[] {
  const found: BlockNode[] = [];
  $addBlocks(body, [], found);
  return found;
}

function $addBlocks(parent: ElementNode, path: Path, found: BlockNode[]): void {
  for (let node = parent.getFirstChild(); node !== null; node = node.getNextSibling()) {
    if ($isListNode(node)) $addItems(node, 0, path, found);
    else if ($isContainerNode(node)) $addBlocks(node, [...path, node.getContainer()], found);
    else found.push({ node, list: null, depth: 0, path });
  }
}

function $addItems(list: ListNode, depth: number, path: Path, found: BlockNode[]): void {
  for (let item = list.getFirstChild(); item !== null; item = item.getNextSibling()) {
    if (!$isWrapper(item)) found.push({ node: item, list, depth, path });
    if (!$isElementNode(item)) continue;
    for (const child of item.getChildren()) if ($isListNode(child)) $addItems(child, depth + 1, path, found);
  }
}

/** Whether a list item stands only for the list within it. */
export function $isWrapper(node: LexicalNode): node is ListItemNode {
  return $isListItemNode(node) && $isListNode(node.getFirstChild());
}

/** The node of the block, within the element that shows a body, that `node` is in or is; null above the blocks. */
export function $blockNodeOf(node: LexicalNode, body: ElementNode = $getRoot()): BlockNode | null {
  const around = [node, ...node.getParents()];
  const within = around.splice(0, around.findIndex((one) => one.is(body)) + 1).slice(0, -1);
  const path: Container[] = [];
  let at = within.pop();
  for (; $isContainerNode(at); at = within.pop()) path.push(at.getContainer());
  if (at === undefined) return null;
  if (!$isListNode(at)) return { node: at, list: null, depth: 0, path };
  let [found, depth]: [BlockNode | null, number] = [null, 0];
  for (let list: LexicalNode | undefined = at; $isListNode(list); list = within.pop(), depth += 1) {
    const item = within.pop();
    if (item !== undefined && !$isWrapper(item)) found = { node: item, list, depth, path };
  }
  return found;
}

/** The block as the editor shows it, in the same form as `shownKeys` and `shownContent` give. */
export function $blockOf(blockNode: BlockNode): Block {
  const block = $blockWithoutCells(blockNode);
  const { node } = blockNode;
  return $isTableNode(node) ? { ...block, cells: $cellsOf(node) } : block;
}

/** The same, without the cells of a table: each of them is a body of its own. */
export function $blockWithoutCells(blockNode: BlockNode): Block {
  const { node } = blockNode;
  return { keys: shownKeys($keysOf(blockNode)), content: $isElementNode(node) ? $contentOf(node) : [] };
}

/** The cells that are not empty. */
function $cellsOf(table: TableNode): NonNullable<Block['cells']> {
  const cells = [...$shapeOf(table).names].flatMap(([key, name]) => {
    const cell = $getNodeByKey(key);
    const blocks = $isTableCellNode(cell) ? $blockNodes(cell).map($blockOf) : [];
    return isBlank(blocks) ? [] : [[name, blocks] as const];
  });
  return Object.fromEntries(cells);
}

/** The keys of the marker of a block. */
export function $keysOf(blockNode: BlockNode): Keys {
  return withPath($ownKeysOf(blockNode), blockNode.path);
}

function $ownKeysOf({ node, list, depth }: BlockNode): Keys {
  if (isSaid(node) && !$isElementNode(node)) return node.getSaid();
  if ($isHorizontalRuleNode(node)) return { type: 'rule' };
  if ($isTableNode(node)) return $shapeOf(node).keys;
  if (!$isElementNode(node)) return {};
  const common: Record<string, Json> = {
    indent: list === null ? node.getIndent() : depth,
    align: node.getFormatType(),
    dir: node.getDirection() ?? '',
  };
  if (list !== null) {
    const start = node.is(list.getFirstChild()) ? list.getStart() : 1;
    const checked = $isListItemNode(node) && node.getChecked() === true;
    return { type: 'listItem', list: list.getListType(), start, checked, ...common };
  }
  if ($isHeadingNode(node)) return { type: 'heading', level: Number(node.getTag().slice(1)), ...common };
  if ($isQuoteNode(node)) return { type: 'quote', ...common };
  if ($isCodeNode(node)) return { type: 'code', language: node.getLanguage() ?? null, ...common };
  return isSaid(node) ? { ...node.getSaid(), ...common } : common;
}

/** A part of a line: a text node of one look, a line break, a tab or an object. */
export interface Leaf {
  readonly key: NodeKey;
  readonly node: LexicalNode;
  readonly run: Run;
  readonly length: number;
}

/** The parts of a block in order; none for a table. */
export function $leavesOf(block: ElementNode): Leaf[] {
  const leaves: Leaf[] = [];
  if (!$isTableNode(block)) $addLeaves(block, {}, leaves);
  return leaves;
}

/** The number of units in the content of a block, as `$pointIn` counts them. */
export function $lengthOf(block: ElementNode): number {
  return $leavesOf(block).reduce((sum, { length }) => sum + length, 0);
}

function $addLeaves(parent: ElementNode, linked: Formats, leaves: Leaf[]): void {
  for (let node = parent.getFirstChild(); node !== null; node = node.getNextSibling()) {
    if ($isElementNode(node)) {
      if (!$isListNode(node)) $addLeaves(node, { ...linked, ...$linkFormats(node) }, leaves);
      continue;
    }
    const run = {
      insert: $insertOf(node),
      formats: { ...linked, ...($isTextNode(node) ? formatsOf(node.getFormat(), node.getStyle()) : {}) },
    };
    const length = typeof run.insert === 'string' ? run.insert.length : 1;
    leaves.push({ key: node.getKey(), node, run, length });
  }
}

function $insertOf(node: LexicalNode): Run['insert'] {
  if ($isLineBreakNode(node)) return '\n';
  if (isSaid(node)) return node.getSaid();
  // Yjs would store U+FFFD for half a surrogate pair.
  return $isTextNode(node) ? node.getTextContent().toWellFormed() : {};
}

function $linkFormats(node: ElementNode): Formats {
  if ($isAutoLinkNode(node)) return { autolink: !node.getIsUnlinked() };
  return $isLinkNode(node) ? { link: node.getURL() } : {};
}

function $contentOf(block: ElementNode): Run[] {
  return shownContent($leavesOf(block).map(({ run }) => run));
}

/** The formats in Lexical's number and in the style of a text. */
function formatsOf(bits: number, style: string): Formats {
  if (bits === 0 && style === '') return {};
  const set = flagFormats.filter((format) => (bits & TEXT_TYPE_TO_FORMAT[format]!) !== 0);
  return { ...Object.fromEntries(set.map((format) => [format, true])), ...colorsIn(style) };
}

/** Lexical's number for formats. */
export function formatBits(formats: Formats): number {
  const set = flagFormats.filter((format: TextFormatType) => formats[format] === true);
  return set.reduce((bits, format) => bits | TEXT_TYPE_TO_FORMAT[format]!, 0);
}
