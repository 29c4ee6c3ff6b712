// Check boxes of lists from right to left. Lexical finds the side of a box by the `dir` of the item itself, but writes
// `dir="auto"` on the list alone. So an item gets the direction that it has before Lexical looks at a press on it.

import { type LexicalEditor, registerEventListeners } from 'lexical';

/** Lets presses reach the check boxes on the right, until the returned function is called. */
export function registerCheckMarks(editor: LexicalEditor): () => void {
  return editor.registerRootListener((root) => {
    if (root === null) return;
    const listeners = { pointerdown: tellDirection, mousedown: tellDirection, touchstart: tellDirection };
    // Lexical listens at the root in the capture phase, so this has to be above the root.
    return registerEventListeners(root.ownerDocument, listeners, { capture: true, passive: true });
  });
}

/** Lexical takes the attribute away when the text of the item changes, and with the text perhaps its direction. */
function tellDirection({ target }: Event): void {
  if (!(target instanceof HTMLElement) || target.role !== 'checkbox' || target.tagName !== 'LI') return;
  if (getComputedStyle(target).direction === 'rtl') target.dir = 'rtl';
  else target.removeAttribute('dir');
}
