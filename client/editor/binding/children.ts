// The children of an element, changed only where they differ. Call what changes them inside an update.

import { $findMatchingParent, type ElementNode, type LexicalNode } from 'lexical';

/** The child of an element that a node is in, or is; for a node elsewhere, the node itself. */
export function $childAround(element: ElementNode, node: LexicalNode): LexicalNode {
  return $findMatchingParent(node, (one) => element.is(one.getParent())) ?? node;
}

/** Makes these the children of `parent`, and touches only those that change. */
export function $setChildren(parent: ElementNode, children: readonly LexicalNode[]): void {
  $replaceChildren(parent, 0, parent.getChildren(), children);
}

/** Puts `now` in the place of the children `old`, which begin at `index`. */
export function $replaceChildren(
  parent: ElementNode,
  index: number,
  old: readonly LexicalNode[],
  now: readonly LexicalNode[],
): void {
  let start = 0;
  while (start < old.length && start < now.length && old[start]!.is(now[start])) start += 1;
  let end = 0;
  while (end < old.length - start && end < now.length - start && old.at(-1 - end)!.is(now.at(-1 - end))) end += 1;
  const [removed, inserted] = [old.length - start - end, now.slice(start, now.length - end)];
  if (removed > 0 || inserted.length > 0) parent.splice(index + start, removed, inserted);
}
