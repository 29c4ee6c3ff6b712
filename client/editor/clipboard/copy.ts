// What copying puts on the clipboard beside Lexical's own form: HTML without classes and styles of ours, and Markdown
// as plain text. A selection within one block is plain words, which people paste into a field or a terminal.

import { $isListItemNode } from '@lexical/list';
import { $isNodeSelection, $isRangeSelection, type BaseSelection } from 'lexical';

import type { Block, Run } from '../../../protocol/format/body.ts';
import { holdsWords } from '../../../protocol/format/schema.ts';
import { htmlOf, inlineHtml, textOf } from '../../../protocol/format/to-html.ts';
import { markdownOf } from '../../../protocol/format/to-markdown.ts';
import { $blockNodeOf, $blockNodes, $blockOf, type BlockNode } from '../binding/lexical-blocks.ts';
import { $offsetOf } from '../binding/points.ts';
import { safeHref } from '../links.ts';

/** An empty block, before which a line ends. */
const lineEnd: Block = { keys: {}, content: [] };

/** The selected parts of the selected blocks. */
function $selectedBlocks(selection: BaseSelection | null): Block[] {
  if ($isNodeSelection(selection)) {
    const found = selection.getNodes().map((node) => $blockNodeOf(node));
    return found.filter((block) => block !== null).map($numberedBlock);
  }
  if (!$isRangeSelection(selection)) return [];
  const points = [$offsetOf(selection.anchor), $offsetOf(selection.focus)];
  const [start, end] = selection.isBackward() ? points.reverse() : points;
  if (start == null || end == null) return [];
  const nodes = $blockNodes();
  const indexOf = ({ node }: BlockNode) => nodes.findIndex((other) => other.node.is(node));
  const [first, last] = [indexOf(start.block), indexOf(end.block)];
  const selected = nodes.slice(first, last + 1).map($numberedBlock);
  // A triple click selects as far as the start of the next block, which is a line with its end.
  if (last > first && end.offset === 0 && holdsWords(selected.at(-1)!.keys)) selected[last - first] = lineEnd;
  return selected.map((block, i) => ({
    ...(first === last ? withoutImage(block) : block),
    content: cut(block.content, i === 0 ? start.offset : 0, first + i === last ? end.offset : Infinity),
  }));
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

function cut(content: readonly Run[], from: number, to: number): Run[] {
  const runs: Run[] = [];
  let at = 0;
  for (const { insert, formats } of content) {
    const length = typeof insert === 'string' ? insert.length : 1;
    const [start, end] = [Math.max(0, from - at), Math.min(length, to - at)];
    if (start < end) runs.push({ insert: typeof insert === 'string' ? insert.slice(start, end) : insert, formats });
    at += length;
  }
  return runs;
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
