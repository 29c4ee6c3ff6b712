// What keys and commands do to containers: a person puts blocks into a callout or a toggle, takes them out, and goes
// in and out. Every edit only says anew which containers are around blocks, except a join, which merges two blocks.

import { $isHeadingNode } from '@lexical/rich-text';
import {
  $createParagraphNode,
  $findMatchingParent,
  $getSelection,
  $isElementNode,
  $isNodeSelection,
  $isParagraphNode,
  $isRangeSelection,
  COMMAND_PRIORITY_EDITOR,
  COMMAND_PRIORITY_HIGH,
  COMMAND_PRIORITY_LOW,
  DELETE_CHARACTER_COMMAND,
  type ElementNode,
  INSERT_PARAGRAPH_COMMAND,
  KEY_ARROW_DOWN_COMMAND,
  KEY_ARROW_LEFT_COMMAND,
  KEY_ARROW_RIGHT_COMMAND,
  KEY_ARROW_UP_COMMAND,
  KEY_ENTER_COMMAND,
  type LexicalEditor,
  type LexicalNode,
  mergeRegister,
  type RangeSelection,
} from 'lexical';

import {
  type Container,
  deepestContainer,
  isSamePlace,
  sharedDepth,
  type Tone,
} from '../../../protocol/format/container-paths.ts';
import { $isContainerNode, type ContainerNode } from '../../../protocol/format/containers.ts';
import { newId } from '../../../protocol/format/tables.ts';
import { $childAround } from '../binding/children.ts';
import { $blockNodeOf, $blockNodes, $lengthOf, type BlockNode } from '../binding/lexical-blocks.ts';
import { $offsetOf, $pointIn, $select } from '../binding/points.ts';
import { INSERT_CALLOUT_COMMAND, INSERT_TOGGLE_COMMAND } from '../commands.ts';
import { $bodyOf, $setPaths } from './tree.ts';
import { $isOpen, $togglesHiding, SET_TOGGLE_OPEN_COMMAND } from './view.ts';

/** Handles the commands and keys of containers. */
export function registerContainerEditing(editor: LexicalEditor): () => void {
  const goOut = (direction: 'before' | 'behind') => (event: KeyboardEvent) => $goOut(editor, event, direction);
  return mergeRegister(
    editor.registerCommand(INSERT_CALLOUT_COMMAND, () => $wrapOrUnwrap(editor, 'callout'), COMMAND_PRIORITY_EDITOR),
    editor.registerCommand(INSERT_TOGGLE_COMMAND, () => $wrapOrUnwrap(editor, 'toggle'), COMMAND_PRIORITY_EDITOR),
    editor.registerCommand(KEY_ENTER_COMMAND, (event) => $switchToggle(editor, event), COMMAND_PRIORITY_HIGH),
    editor.registerCommand(INSERT_PARAGRAPH_COMMAND, $leaveByEnter, COMMAND_PRIORITY_LOW),
    editor.registerCommand(DELETE_CHARACTER_COMMAND, $deleteAtEdge, COMMAND_PRIORITY_LOW),
    editor.registerCommand(KEY_ARROW_UP_COMMAND, goOut('before'), COMMAND_PRIORITY_LOW),
    editor.registerCommand(KEY_ARROW_LEFT_COMMAND, goOut('before'), COMMAND_PRIORITY_LOW),
    editor.registerCommand(KEY_ARROW_DOWN_COMMAND, goOut('behind'), COMMAND_PRIORITY_LOW),
    editor.registerCommand(KEY_ARROW_RIGHT_COMMAND, goOut('behind'), COMMAND_PRIORITY_LOW),
  );
}

/** Gives a callout a tone, at all of its blocks. */
export function $setTone(container: ContainerNode, tone: Tone): void {
  container.setContainer({ ...container.getContainer(), tone });
}

/** Selected blocks that stand beside each other, and the element that shows their body. */
interface Selected {
  readonly body: ElementNode;
  readonly blocks: readonly BlockNode[];
}

function $selected(): Selected | null {
  const selection = $getSelection();
  if ($isNodeSelection(selection)) {
    const [node] = selection.getNodes();
    const body = node && $bodyOf(node);
    const block = node && $blockNodeOf(node, body);
    return body && block ? { body, blocks: [block] } : null;
  }
  if (!$isRangeSelection(selection)) return null;
  const [start, end] = selection.isBackward()
    ? [selection.focus, selection.anchor]
    : [selection.anchor, selection.focus];
  const body = $bodyOf(start.getNode());
  const [from, to] = [$offsetOf(start, body), $offsetOf(end, body)];
  if (from === null || to === null) return null;
  const all = $blockNodes(body);
  const indexOf = ({ node }: BlockNode) => all.findIndex((other) => other.node.is(node));
  const [first, last] = [indexOf(from.block), indexOf(to.block)];
  // A triple click selects as far as the start of the next block.
  const isTriple = last > first && to.offset === 0;
  return { body, blocks: all.slice(first, last + (isTriple ? 0 : 1)) };
}

/** The number of containers that are around all of these blocks. */
function depthAround(blocks: readonly BlockNode[]): number {
  return Math.min(...blocks.map(({ path }) => sharedDepth(path, blocks[0]!.path)));
}

function $wrapOrUnwrap(editor: LexicalEditor, type: 'callout' | 'toggle'): boolean {
  const selected = $selected();
  if (selected === null || selected.blocks.length === 0) return true;
  const { body, blocks } = selected;
  const depth = depthAround(blocks);
  const around = blocks[0]!.path[depth - 1];
  if (around?.type === type) {
    const container = blocks[0]!.node.getParents().find((node) => $isContainer(node, around));
    if ($isContainerNode(container)) $unwrap(container);
  } else if (blocks.every(({ path }) => path.length < deepestContainer)) {
    const container: Container = { id: newId(), type, ...(type === 'callout' && { tone: 'note' }) };
    const isSelected = ({ node }: BlockNode) => blocks.some((block) => block.node.is(node));
    const wrapped = ({ path }: BlockNode) => [...path.slice(0, depth), container, ...path.slice(depth)];
    $setPaths(body, (block) => (isSelected(block) ? wrapped(block) : block.path));
    if (type === 'toggle') editor.dispatchCommand(SET_TOGGLE_OPEN_COMMAND, { id: container.id, open: true });
  }
  return true;
}

/** Takes a container away; its blocks stay. */
export function $unwrap(container: ContainerNode): void {
  const body = $bodyOf(container);
  const depth = container.getParents().filter((parent) => $isContainerNode(parent) && body.isParentOf(parent)).length;
  $setPaths(body, ({ node, path }) =>
    container.isParentOf(node) ? [...path.slice(0, depth), ...path.slice(depth + 1)] : path,
  );
}

function $isContainer(node: LexicalNode, { id }: Container): boolean {
  return $isContainerNode(node) && node.getContainer().id === id;
}

/** Takes one block out of its innermost container. */
function $takeOut(body: ElementNode, { node, path }: BlockNode): void {
  $setPaths(body, (block) => (block.node.is(node) ? path.slice(0, -1) : block.path));
}

/** A caret, the block that it is in, and the element that shows the body. */
interface Caret {
  readonly body: ElementNode;
  readonly block: BlockNode & { readonly node: ElementNode };
  readonly selection: RangeSelection;
  readonly isAtStart: boolean;
  readonly isAtEnd: boolean;
}

/** Looks only at the block: this happens at each key. */
function $caret(): Caret | null {
  const selection = $getSelection();
  if (!$isRangeSelection(selection) || !selection.isCollapsed()) return null;
  const body = $bodyOf(selection.anchor.getNode());
  const found = $offsetOf(selection.anchor, body);
  if (found === null || !$isElementNode(found.block.node)) return null;
  const block = { ...found.block, node: found.block.node };
  return { body, block, selection, isAtStart: found.offset === 0, isAtEnd: found.offset === $lengthOf(block.node) };
}

/** The block before or behind a node of the body. */
function $neighbour(body: ElementNode, node: LexicalNode, direction: 'before' | 'behind'): BlockNode | null {
  const $siblingOf = (one: LexicalNode) => (direction === 'before' ? one.getPreviousSibling() : one.getNextSibling());
  let at = node;
  while ($siblingOf(at) === null && !body.is(at.getParent())) at = at.getParentOrThrow();
  const sibling = $siblingOf(at);
  if (!$isElementNode(sibling)) return sibling && $blockNodeOf(sibling, body);
  const edge = direction === 'before' ? sibling.getLastDescendant() : sibling.getFirstDescendant();
  return $blockNodeOf(edge ?? sibling, body);
}

/** Enter in an empty last block leaves the container. */
function $leaveByEnter(): boolean {
  const caret = $caret();
  const container = caret?.block.node.getParent();
  if (!caret?.isAtStart || !caret.isAtEnd || !$isContainerNode(container)) return false;
  if (!caret.block.node.is(container.getLastChild()) || !$isParagraphNode(caret.block.node)) return false;
  $takeOut(caret.body, caret.block);
  return true;
}

/** Backspace and Delete where two blocks do not stand in the same containers. */
function $deleteAtEdge(isBackward: boolean): boolean {
  const caret = $caret();
  if (caret === null || !(isBackward ? caret.isAtStart : caret.isAtEnd)) return false;
  const { body, block } = caret;
  const container = block.node.getParent();
  const neighbour = $neighbour(body, block.node, isBackward ? 'before' : 'behind');
  const [before, behind] = isBackward ? [neighbour, block] : [block, neighbour];
  if (isSamePlace(before?.path ?? [], behind?.path ?? [])) return false;
  // As Lexical does at the start of the text, other kinds give that up first.
  if (isBackward && !$isParagraphNode(block.node) && !$isHeadingNode(block.node)) {
    return block.node.collapseAtStart(caret.selection);
  }
  if (isBackward && $isContainerNode(container) && block.node.is(container.getFirstChild())) {
    // A toggle without its summary would make one of the next block.
    if (container.getKind() === 'toggle') $unwrap(container);
    else $takeOut(body, block);
    return true;
  }
  if (!$isElementNode(before?.node) || !$isElementNode(behind?.node)) return false;
  $merge(before.node, behind.node);
  return true;
}

/** Joins two blocks, and puts the caret between their words. An empty block goes without a trace. */
function $merge(before: ElementNode, behind: ElementNode): void {
  if (before.isEmpty()) {
    before.remove();
    behind.selectStart();
    return;
  }
  const length = $lengthOf(before);
  before.append(...behind.getChildren());
  behind.remove();
  const point = $pointIn(before, length);
  $select(point, point);
}

/** Browsers put carets into closed toggles, too. Goes to the summary, or to what is behind the toggle. */
function $goPastHidden(editor: LexicalEditor, caret: Caret, direction: 'before' | 'behind'): boolean {
  const { body, block, isAtStart, isAtEnd } = caret;
  const next = (direction === 'before' ? isAtStart : isAtEnd) ? $neighbour(body, block.node, direction) : null;
  const closed = next === null ? [] : $togglesHiding(next.node).filter((toggle) => !$isOpen(editor, toggle));
  const toggle = closed.at(-1);
  if (toggle === undefined) return false;
  const target = direction === 'before' ? toggle.getFirstChild() : $neighbour(body, toggle, 'behind')?.node;
  if (!$isElementNode(target)) return false;
  if (direction === 'before') target.selectEnd();
  else target.selectStart();
  return true;
}

/** Beside a container at the edge of the text, an arrow makes a paragraph there is otherwise no way to. */
function $goOut(editor: LexicalEditor, event: KeyboardEvent, direction: 'before' | 'behind'): boolean {
  if (event.shiftKey || event.altKey || event.ctrlKey || event.metaKey) return false;
  const caret = $caret();
  if (caret !== null && $goPastHidden(editor, caret, direction)) {
    event.preventDefault();
    return true;
  }
  const outermost = caret && $childAround(caret.body, caret.block.node);
  if (!$isContainerNode(outermost) || !(direction === 'before' ? caret!.isAtStart : caret!.isAtEnd)) return false;
  if ((direction === 'before' ? outermost.getPreviousSibling() : outermost.getNextSibling()) !== null) return false;
  if (!$isAtVisibleEdge(editor, outermost, caret!.block.node, direction)) return false;
  event.preventDefault();
  const line = $createParagraphNode();
  if (direction === 'before') outermost.insertBefore(line);
  else outermost.insertAfter(line);
  line.select();
  return true;
}

/** Whether a block is the first or last in a container that the page shows. */
function $isAtVisibleEdge(
  editor: LexicalEditor,
  container: ContainerNode,
  block: LexicalNode,
  direction: 'before' | 'behind',
): boolean {
  for (let at: LexicalNode = block; !at.is(container); at = at.getParentOrThrow()) {
    const parent = at.getParentOrThrow();
    const isClosed = $isContainerNode(parent) && !$isOpen(editor, parent);
    const edge = direction === 'before' || isClosed ? parent.getFirstChild() : parent.getLastChild();
    if (!at.is(edge)) return false;
  }
  return true;
}

/** Ctrl+Enter opens and closes the innermost toggle around the caret. */
function $switchToggle(editor: LexicalEditor, event: KeyboardEvent | null): boolean {
  if (event === null || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return false;
  const selection = $getSelection();
  if (!$isRangeSelection(selection)) return false;
  const isToggle = (node: LexicalNode): node is ContainerNode => $isContainerNode(node) && node.getKind() === 'toggle';
  const toggle = $findMatchingParent(selection.focus.getNode(), isToggle);
  if (toggle === null) return false;
  event.preventDefault();
  const open = !$isOpen(editor, toggle);
  return editor.dispatchCommand(SET_TOGGLE_OPEN_COMMAND, { id: toggle.getContainer().id, open });
}
