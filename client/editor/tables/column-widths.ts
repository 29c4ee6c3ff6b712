// Dragging the edge between two columns changes the width of the left one. While the pointer moves, only the look of
// the table changes; the document gets the width once.

import { $findTableNode, $isTableCellNode } from '@lexical/table';
import { $getNearestNodeFromDOMNode, type LexicalEditor, registerEventListener, mergeRegister } from 'lexical';

import { $gridOf } from '../binding/table-nodes.ts';
import { $setWidth } from './structure.ts';

/** How near to the edge the pointer must be, in pixels. */
const reach = 6;

export function registerColumnWidths(editor: LexicalEditor): () => void {
  return editor.registerRootListener((root) => {
    if (root === null) return;
    return mergeRegister(
      registerEventListener(root, 'pointermove', (event) => {
        const isAtEdge = event.pointerType === 'mouse' && edgeAt(event) !== null;
        root.classList.toggle('at-column-edge', isAtEdge && editor.isEditable());
      }),
      registerEventListener(root, 'pointerdown', (event) => {
        const cell = edgeAt(event);
        if (cell === null || event.button !== 0 || !editor.isEditable()) return;
        event.preventDefault();
        event.stopPropagation();
        drag(editor, cell, event);
      }, { capture: true }), // prettier-ignore
    );
  });
}

/** The cell at whose right edge the pointer is. */
function edgeAt({ target, clientX }: PointerEvent): HTMLTableCellElement | null {
  const cell = target instanceof Element ? target.closest<HTMLTableCellElement>('td, th') : null;
  return cell !== null && Math.abs(cell.getBoundingClientRect().right - clientX) <= reach ? cell : null;
}

function drag(editor: LexicalEditor, cell: HTMLTableCellElement, { clientX: start, pointerId }: PointerEvent): void {
  const before = cell.getBoundingClientRect().width;
  const widthAt = ({ clientX }: PointerEvent) => before + clientX - start;
  const ends = new AbortController();
  cell.setPointerCapture(pointerId);
  const options = { signal: ends.signal };
  cell.addEventListener('pointermove', (event) => (cell.style.minWidth = `${widthAt(event)}px`), options);
  cell.addEventListener('pointercancel', () => ends.abort(), options);
  cell.addEventListener(
    'pointerup',
    (event) => {
      ends.abort();
      editor.update(() => $setWidthOf(cell, widthAt(event)));
    },
    options,
  );
  ends.signal.addEventListener('abort', () => cell.style.removeProperty('min-width'));
}

function $setWidthOf(element: HTMLElement, width: number): void {
  const cell = $getNearestNodeFromDOMNode(element);
  const table = $isTableCellNode(cell) ? $findTableNode(cell) : null;
  const placed = table && $gridOf(table).cells.find((one) => one.cell.is(cell));
  if (table && placed) $setWidth(table, placed.left + placed.width - 1, width / placed.width);
}
