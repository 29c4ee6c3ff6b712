// What copying puts on the clipboard beside Lexical's own form: HTML without classes and styles of ours, and Markdown
// as plain text. A selection within one block is plain words, which people paste into a field or a terminal.

import { $isListItemNode } from '@lexical/list';
import { $isTableCellNode, $isTableNode, type TableCellNode, type TableSelection } from '@lexical/table';
import {
  $findMatchingParent,
  $getNodeByKey,
  $getRoot,
  $isNodeSelection,
  $isRangeSelection,
  type BaseSelection,
  type RangeSelection,
} from 'lexical';

import type { Block } from '../../../protocol/format/body.ts';
import { pathOf, sharedDepth, withPath } from '../../../protocol/format/container-paths.ts';
import { holdsWords } from '../../../protocol/format/schema.ts';
import { htmlOf, inlineHtml, textOf } from '../../../protocol/format/to-html.ts';
import { markdownOf } from '../../../protocol/format/to-markdown.ts';
import { $blockNodeOf, $blockNodes, $blockOf, type BlockNode } from '../binding/lexical-blocks.ts';
import { $offsetOf } from '../binding/points.ts';
import { cut } from '../binding/render.ts';
import { $shapeOf } from '../binding/table-nodes.ts';
import { $innermostBlockOf } from '../containers/tree.ts';
import { safeHref } from '../links.ts';

/** An empty block, before which a line ends. */
const lineEnd: Block = { keys: {}, content: [] };

/** The selected parts of the selected blocks. */
function $selectedBlocks(selection: BaseSelection | null): Block[] {
  if ($isNodeSelection(selection)) {
    const found = selection.getNodes().map($innermostBlockOf);
    return found.filter((block) => block !== null).map($numberedBlock);
  }
  if (isTableSelection(selection)) return $selectedCells(selection);
  if (!$isRangeSelection(selection)) return [];
  const element = $cellOf(selection) ?? $getRoot();
  const points = [$offsetOf(selection.anchor, element), $offsetOf(selection.focus, element)];
  const [start, end] = selection.isBackward() ? points.reverse() : points;
  if (start == null || end == null) return [];
  const nodes = $blockNodes(element);
  const indexOf = ({ node }: BlockNode) => nodes.findIndex((other) => other.node.is(node));
  const [first, last] = [indexOf(start.block), indexOf(end.block)];
  const selected = nodes.slice(first, last + 1).map($numberedBlock);
  // A triple click selects as far as the start of the next block, which is a line with its end.
  if (last > first && end.offset === 0 && holdsWords(selected.at(-1)!.keys)) {
    selected[last - first] = { ...lineEnd, keys: withPath({}, nodes[last]!.path) };
  }
  const left = containersLeft(nodes, first, last);
  return selected
    .map((one) => (first === last ? withoutImage(one) : one))
    .map((block, i) => ({
      ...block,
      keys: block.keys && withPath(block.keys, pathOf(block.keys).slice(left)),
      content: cut(block.content, i === 0 ? start.offset : 0, first + i === last ? end.offset : Infinity),
    }));
}

/** The number of containers that are around the selected blocks and around others, too: these are not copied. */
function containersLeft(nodes: readonly BlockNode[], first: number, last: number): number {
  const pathAt = (index: number) => nodes[index]?.path ?? [];
  const beyond = Math.max(sharedDepth(pathAt(first - 1), pathAt(first)), sharedDepth(pathAt(last), pathAt(last + 1)));
  const around = nodes.slice(first, last + 1).map(({ path }) => sharedDepth(path, pathAt(first)));
  return Math.min(beyond, ...around);
}

/** The cell that all of a selection is in; null for a selection that is not within one cell. */
function $cellOf({ anchor, focus }: RangeSelection): TableCellNode | null {
  const [one, other] = [anchor, focus].map((point) => $findMatchingParent(point.getNode(), $isTableCellNode));
  return one != null && one.is(other) ? one : null;
}

/** Lexical's own test would bring all that belongs to the selection of cells. */
function isTableSelection(selection: BaseSelection | null): selection is TableSelection {
  return selection !== null && 'tableKey' in selection;
}

/** A table of the selected cells. */
function $selectedCells(selection: TableSelection): Block[] {
  const table = $getNodeByKey(selection.tableKey);
  const node = $isTableNode(table) ? $blockNodeOf(table) : null;
  if (!$isTableNode(table) || node === null) return [];
  const { keys, cells } = $blockOf(node);
  const { names } = $shapeOf(table);
  const selected = selection.getNodes().flatMap((one) => names.get(one.getKey())?.split(':') ?? []);
  const among = (key: 'rows' | 'columns') => (keys![key] as readonly string[]).filter((id) => selected.includes(id));
  const [rows, columns] = [among('rows'), among('columns')];
  const isFirst = (key: 'rows' | 'columns', ids: readonly string[]) => (keys![key] as readonly string[])[0] === ids[0];
  const headerRow = keys!['headerRow'] === true && isFirst('rows', rows);
  const headerColumn = keys!['headerColumn'] === true && isFirst('columns', columns);
  return [{ keys: { ...keys, rows, columns, headerRow, headerColumn }, content: [], ...(cells && { cells }) }];
}

/** A block with the number that it shows, since the items before it may not be selected. */
function $numberedBlock(blockNode: BlockNode): Block {
  const block = $blockOf(blockNode);
  if (block.keys?.['list'] !== 'number' || !$isListItemNode(blockNode.node)) return block;
  return { ...block, keys: { ...block.keys, start: blockNode.node.getValue() } };
}

/** Within a caption, words are selected and not their image. */
function withoutImage(block: Block): Block {
  return block.keys?.['type'] === 'image' ? { ...block, keys: {} } : block;
}

/** Whether a block is its words and nothing else. */
function isText({ keys }: Block): boolean {
  return holdsWords(keys) && keys?.['type'] !== 'image';
}

/** Words of one block, which go into the middle of others where they are pasted. */
function isWords(blocks: readonly Block[]): blocks is readonly [Block] {
  return blocks.length === 1 && isText(blocks[0]!) && blocks[0]!.keys?.['type'] !== 'code';
}

export function $selectedHtml(selection: BaseSelection | null): string {
  const blocks = $selectedBlocks(selection);
  return isWords(blocks) ? inlineHtml(blocks[0], safeHref) : htmlOf(blocks, safeHref);
}

export function $selectedText(selection: BaseSelection | null): string {
  const blocks = $selectedBlocks(selection);
  if (blocks.length > 1 && blocks.at(-1)!.keys?.['type'] === undefined && textOf(blocks.at(-1)!) === '') blocks.pop();
  return blocks.length === 1 && isText(blocks[0]!) ? textOf(blocks[0]!) : markdownOf(blocks);
}
