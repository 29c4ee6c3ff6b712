// The elements of the editor that hold words themselves: paragraphs, headings, items, code, captions, and the same
// within tables and containers. Whatever reads the whole text, such as find, goes through them.

import { $getRoot, $isElementNode, type ElementNode, type LexicalNode } from 'lexical';

import { $leavesOf } from './binding/lexical-blocks.ts';

/** All elements that hold words, from the first to the last. Empty blocks are among them. */
export function $textBlocks(): ElementNode[] {
  const found: ElementNode[] = [];
  $addTextBlocks($getRoot(), found);
  return found;
}

function $addTextBlocks(parent: ElementNode, found: ElementNode[]): void {
  for (let child = parent.getFirstChild(); child !== null; child = child.getNextSibling()) {
    if (!$isElementNode(child)) continue;
    const [first, last] = [child.getFirstChild(), child.getLastChild()];
    if (!$isBlock(first)) found.push(child);
    if ($isBlock(first) || $isBlock(last)) $addTextBlocks(child, found);
  }
}

function $isBlock(node: LexicalNode | null): boolean {
  return $isElementNode(node) && !node.isInline();
}

/** The characters of a block, with U+FFFC for each object: the units that `$pointIn` counts. */
export function $textOf(block: ElementNode): string {
  return $leavesOf(block)
    .map(({ run: { insert } }) => (typeof insert === 'string' ? insert : '\uFFFC'))
    .join('');
}
