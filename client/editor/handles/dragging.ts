// Dragging a block by its handle. A line shows where the block would land; near the edges of the window the page
// scrolls; Escape leaves everything as it was. A press without a move is a click.

import {
  $getNearestNodeFromDOMNode,
  $getNodeByKey,
  type LexicalEditor,
  mergeRegister,
  type NodeKey,
  registerEventListener,
  registerEventListeners,
} from 'lexical';

import { $blockNodeOf } from '../binding/lexical-blocks.ts';
import { visibleEdges } from '../floating.ts';
import { $moveBeside, $stretchOf } from './moving.ts';

/** A pointer that moves less, in pixels, has not moved. */
const leastMove = 4;
/** The page scrolls while the pointer is this near to an edge, in pixels. */
const edge = 48;
/** How far the page scrolls in a frame, in pixels. */
const step = 10;
/** How far beside the text the pointer may be, in pixels. */
const margin = 96;

/**
 * The block at a height of the window. Undefined between two blocks, where the last one still counts; null away from
 * the text.
 */
export function blockAt(editor: LexicalEditor, x: number, y: number): NodeKey | null | undefined {
  const root = editor.getRootElement();
  if (root === null) return null;
  const { left, right, top, bottom } = root.getBoundingClientRect();
  if (x < left - margin || x > right + margin || y < top || y > bottom) return null;
  const inside = Math.min(Math.max(x, left + 8), right - 8);
  const element = document.elementsFromPoint(inside, y).find((one) => root.contains(one));
  if (element === undefined) return null; // below a bar, or a menu
  if (element === root) return undefined;
  return editor.read('latest', () => {
    const node = $getNearestNodeFromDOMNode(element);
    return node === null ? undefined : $blockNodeOf(node)?.node.getKey();
  });
}

interface Drop {
  readonly block: NodeKey;
  readonly side: 'before' | 'after';
}

/** The place between two blocks that is nearest to the pointer. */
function dropAt(editor: LexicalEditor, x: number, y: number): Drop | null {
  const block = blockAt(editor, x, y);
  const element = block ? editor.getElementByKey(block) : null;
  if (!block || element === null) return null;
  const { top, height } = element.getBoundingClientRect();
  return { block, side: y < top + height / 2 ? 'before' : 'after' };
}

export interface DragOptions {
  readonly editor: LexicalEditor;
  readonly block: NodeKey;
  readonly press: PointerEvent;
  readonly handle: HTMLElement;
  /** Shows where the block would land. */
  readonly line: HTMLElement;
  readonly onClick: () => void;
}

/** Follows the pointer from a press until it is released. */
export function drag({ editor, block, press, handle, line, onClick }: DragOptions): void {
  let pointer: { x: number; y: number } | null = null;
  let drop: Drop | null = null;
  let frame = 0;
  const element = editor.getElementByKey(block);
  handle.setPointerCapture(press.pointerId);

  const follow = () => {
    if (pointer === null) return;
    drop = dropAt(editor, pointer.x, pointer.y) ?? drop;
    showLine(editor, line, drop);
  };
  const scroll = () => {
    const { top, bottom } = visibleEdges();
    const y = pointer?.y ?? 0;
    const by = y < top + edge ? -step : y > bottom - edge ? step : 0;
    if (by !== 0) window.scrollBy({ top: by, behavior: 'instant' });
    if (by !== 0) follow();
    frame = requestAnimationFrame(scroll);
  };
  const move = ({ clientX: x, clientY: y }: PointerEvent) => {
    if (pointer === null && Math.hypot(x - press.clientX, y - press.clientY) < leastMove) return;
    if (pointer === null) {
      frame = requestAnimationFrame(scroll);
      handle.dataset['dragging'] = '';
      element?.animate([{ opacity: 0.4 }], { fill: 'forwards', duration: 1, id: 'dragged' });
    }
    pointer = { x, y };
    follow();
  };
  const end = () => {
    stop();
    cancelAnimationFrame(frame);
    line.hidden = true;
    delete handle.dataset['dragging'];
    for (const animation of element?.getAnimations() ?? []) if (animation.id === 'dragged') animation.cancel();
  };
  const release = () => {
    end();
    if (pointer === null) return onClick();
    const place = drop;
    if (place !== null) editor.update(() => $drop(block, place));
  };
  const stop = mergeRegister(
    registerEventListeners(handle, { pointermove: move, pointerup: release, pointercancel: end }),
    registerEventListener(
      window,
      'keydown',
      (event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        event.stopPropagation();
        end();
      },
      { capture: true },
    ),
  );
}

function $drop(block: NodeKey, { block: target, side }: Drop): void {
  const [stretch, node] = [$stretchOf($getNodeByKey(block)), $getNodeByKey(target)];
  if (stretch !== null && node !== null) $moveBeside(stretch, node, side);
}

function showLine(editor: LexicalEditor, line: HTMLElement, drop: Drop | null): void {
  const element = drop && editor.getElementByKey(drop.block);
  line.hidden = element === null;
  const origin = line.offsetParent?.getBoundingClientRect();
  if (element === null || origin === undefined || drop === null) return;
  const { left, width, top, bottom } = element.getBoundingClientRect();
  const y = drop.side === 'before' ? top - 3 : bottom + 3;
  line.style.width = `${Math.round(width)}px`;
  line.style.transform = `translate(${Math.round(left - origin.left)}px, ${Math.round(y - origin.top)}px)`;
}
