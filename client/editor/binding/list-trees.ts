// The trees in which Lexical shows flat blocks: lists and items for items with an indent, and containers around blocks
// that say they stand in one. Nodes that are there already are used again, so that only what moves is made anew. Call
// everything here inside an update without transforms.

import {
  $createListItemNode,
  $createListNode,
  $isListItemNode,
  $isListNode,
  type ListNode,
  type ListType,
} from '@lexical/list';
import { equalityDeep } from 'lib0/function';
import type { LexicalNode } from 'lexical';

import type { Block } from '../../../protocol/format/body.ts';
import { type Container, gatherContainers, pathOf } from '../../../protocol/format/container-paths.ts';
import { $isContainerNode, ContainerNode } from '../../../protocol/format/containers.ts';
import { $setChildren } from './children.ts';
import { $isWrapper } from './lexical-blocks.ts';

/** A block and its node, on the way into the tree. */
export interface Rendered {
  readonly node: LexicalNode;
  readonly block: Block;
}

/**
 * The nodes for the root: neighbouring items are gathered in lists, and neighbours in the same container within it.
 * Lists and containers that are there already are used again.
 */
export function $gatherBlocks(rendered: readonly Rendered[], depth = 0, used = new Set<string>()): LexicalNode[] {
  return gatherContainers(rendered, depth, ({ block }) => pathOf(block.keys)).flatMap(({ container, items }) =>
    container === null ? $gatherLists(items, used) : $buildContainer(container, items, depth, used),
  );
}

/** The container that one of the blocks is in already, if no other took it; else a new one. */
function $buildContainer(
  container: Container,
  items: readonly Rendered[],
  depth: number,
  used: Set<string>,
): ContainerNode {
  const around = items.flatMap(({ node }) => node.getParents().filter($isContainerNode));
  const old = around.find((node) => node.getContainer().id === container.id && !used.has(node.getKey()));
  const node = old ?? new ContainerNode(container);
  used.add(node.getKey());
  if (!equalityDeep(node.getContainer(), container)) node.setContainer(container);
  $setChildren(node, $gatherBlocks(items, depth + 1, used));
  return node;
}

/** The nodes for one element: neighbouring items are gathered in lists. */
export function $gatherLists(rendered: readonly Rendered[], used = new Set<string>()): LexicalNode[] {
  const nodes: LexicalNode[] = [];
  for (let i = 0; i < rendered.length;) {
    const end = endOfItems(rendered, i);
    if (end === i) nodes.push(rendered[i++]!.node);
    else nodes.push(...$buildLists(rendered.slice(i, end), 0, used));
    i = Math.max(i, end);
  }
  return nodes;
}

function endOfItems(rendered: readonly Rendered[], from: number): number {
  let end = from;
  while (end < rendered.length && isItem(rendered[end]!.block)) end += 1;
  return end;
}

function isItem({ keys }: Block): boolean {
  return keys?.['type'] === 'listItem';
}

function indentOf({ block }: Rendered): number {
  return (block.keys?.['indent'] ?? 0) as number;
}

/** A list to be: items of its own, and stretches of deeper items. */
interface ListPlan {
  readonly kind: ListType;
  readonly start: number;
  readonly children: (LexicalNode | readonly Rendered[])[];
}

/** The lists of these items at one level. Items that are deeper stand in lists within an item of their own. */
function $buildLists(items: readonly Rendered[], level: number, used: Set<string>): ListNode[] {
  const plans: ListPlan[] = [];
  for (let i = 0; i < items.length;) {
    const { node, block } = items[i]!;
    const isDeeper = indentOf(items[i]!) > level;
    const kind = block.keys!['list'] as ListType;
    const last = plans.at(-1);
    if (last === undefined || (!isDeeper && last.kind !== kind)) {
      plans.push({ kind, start: isDeeper ? 1 : ((block.keys!['start'] ?? 1) as number), children: [] });
    }
    let end = i + 1;
    while (isDeeper && end < items.length && indentOf(items[end]!) > level) end += 1;
    plans.at(-1)!.children.push(isDeeper ? items.slice(i, end) : node);
    i = end;
  }
  // The outer lists choose first: an item that moves inward must not take its old list along.
  const lists = plans.map((plan) => [plan, $listOf(plan, used)] as const);
  for (const [{ start, children }, list] of lists) {
    const nodes = children.flatMap((child) =>
      Array.isArray(child)
        ? $buildLists(child, level + 1, used).map((nested) => $wrap(nested, used))
        : [child as LexicalNode],
    );
    $setChildren(list, nodes);
    $number(list, start);
  }
  return lists.map(([, list]) => list);
}

/** The list that one of the items is in already, if no other took it; else a new one. */
function $listOf({ kind, start, children }: ListPlan, used: Set<string>): ListNode {
  const parents = children.map((child) => (Array.isArray(child) ? null : (child as LexicalNode).getParent()));
  const old = parents.find((parent) => $isListNode(parent) && !used.has(parent.getKey())) as ListNode | undefined;
  const list = old ?? $createListNode(kind, start);
  used.add(list.getKey());
  if (list.getListType() !== kind) list.setListType(kind);
  if (list.getStart() !== start) list.setStart(start);
  return list;
}

/** Gives the items their numbers. */
function $number(list: ListNode, start: number): void {
  let value = start;
  for (const item of list.getChildren()) {
    if (!$isListItemNode(item)) continue;
    if (item.getValue() !== value) item.setValue(value);
    if (!$isWrapper(item)) value += 1;
  }
}

/** The item that stands for a list within a list. */
function $wrap(list: ListNode, used: Set<string>): LexicalNode {
  const parent = list.getParent();
  if (parent !== null && $isWrapper(parent) && !used.has(parent.getKey())) {
    used.add(parent.getKey());
    $setChildren(parent, [list]);
    return parent;
  }
  return $createListItemNode().append(list);
}
