// The tree of containers as the editor has it: kept such that a document can hold it, and rearranged by saying which
// containers are around each block. No block is made anew for that, and the selection stays at its characters.

import {
  $findMatchingParent,
  $getRoot,
  $getSelection,
  $isRangeSelection,
  $isRootOrShadowRoot,
  type ElementNode,
  type LexicalEditor,
  type LexicalNode,
  type PointType,
} from 'lexical';

import { deepestContainer, isSamePlace, type Path, withPath } from '../../../protocol/format/container-paths.ts';
import { $isContainerNode, ContainerNode } from '../../../protocol/format/containers.ts';
import { $childAround, $replaceChildren } from '../binding/children.ts';
import { $blockNodeOf, $blockNodes, $keysOf, type BlockNode } from '../binding/lexical-blocks.ts';
import { $gatherBlocks } from '../binding/list-trees.ts';
import { $offsetOf, $pointIn, $select } from '../binding/points.ts';

/** Corrects what keys, pastes and moves make of containers. */
export function registerContainerTree(editor: LexicalEditor): () => void {
  return editor.registerNodeTransform(ContainerNode, $correct);
}

function $correct(container: ContainerNode): void {
  if (container.isEmpty()) return container.remove();
  const depth = container.getParents().filter($isContainerNode).length;
  if (depth >= deepestContainer || !$isRootOrShadowRoot(container.getParent())) return container.unwrap();
  const [before, next] = [container.getPreviousSibling(), container.getNextSibling()];
  if ($isSame(before, container)) return $join(before, container);
  if ($isSame(next, container)) $join(container, next);
}

/** Whether a neighbour is the same container: a document cannot say that they are two. */
function $isSame(node: LexicalNode | null, container: ContainerNode): node is ContainerNode {
  return $isContainerNode(node) && node.getContainer().id === container.getContainer().id;
}

function $join(container: ContainerNode, next: ContainerNode): void {
  container.append(...next.getChildren());
  next.remove();
}

/** The element that shows the body in which a node is: the root, or a cell of a table. */
export function $bodyOf(node: LexicalNode): ElementNode {
  const isBody = (one: LexicalNode): one is ElementNode => $isRootOrShadowRoot(one) && !$isContainerNode(one);
  return $findMatchingParent(node, isBody) ?? $getRoot();
}

/** The block in which a node is: in a table, one of a cell. Null above the blocks. */
export function $innermostBlockOf(node: LexicalNode): BlockNode | null {
  return $blockNodeOf(node, $bodyOf(node));
}

/** Puts each block of a body into the containers that `pathFor` gives, from the outermost. */
export function $setPaths(body: ElementNode, pathFor: (block: BlockNode) => Path): void {
  const children = body.getChildren();
  const indices = new Map(children.map((child, index) => [child.getKey(), index]));
  const blocks = $blockNodes(body).map((block) => {
    return { block, path: pathFor(block), index: indices.get($childAround(body, block.node).getKey())! };
  });
  const changed = blocks.filter(({ block, path }) => !isSamePlace(block.path, path)).map(({ index }) => index);
  const [first, last] = [Math.min(...changed), Math.max(...changed)];
  const rendered = blocks
    .filter(({ index }) => first <= index && index <= last)
    .map(({ block, path }) => ({ node: block.node, block: { keys: withPath($keysOf(block), path), content: [] } }));
  if (rendered.length === 0) return;
  const $restore = $keepSelection(body);
  const made = $gatherBlocks(rendered);
  const old = children.slice(first, last + 1).filter((node) => body.is(node.getParent()));
  $replaceChildren(body, first, old, made);
  $restore();
}

/** Notes the characters at which the selection is; the result selects them again. */
function $keepSelection(body: ElementNode): () => void {
  const selection = $getSelection();
  if (!$isRangeSelection(selection)) return () => {};
  const [anchor, focus] = [selection.anchor, selection.focus].map((point: PointType) => $offsetOf(point, body));
  return () => {
    if (!anchor || !focus) return;
    $select($pointIn(anchor.block.node, anchor.offset), $pointIn(focus.block.node, focus.offset));
  };
}
