// Check boxes of lists. Lexical makes each item a check box, which no list may hold for a reader of screens; so a check
// list is a group. In lists from right to left, Lexical finds the side of a box by the `dir` of the item itself, but
// writes `dir="auto"` on the list alone. So an item gets its direction before Lexical looks at a press on it.

import { $isListNode, ListNode } from '@lexical/list';
import { $getNodeByKey, type LexicalEditor, mergeRegister, registerEventListeners } from 'lexical';

/** Makes groups of check lists, and lets presses reach boxes on the right, until the returned function is called. */
export function registerCheckMarks(editor: LexicalEditor): () => void {
  return mergeRegister(registerGroups(editor), registerDirections(editor));
}

function registerGroups(editor: LexicalEditor): () => void {
  return editor.registerMutationListener(ListNode, (mutations) => {
    editor.read('latest', () => {
      for (const key of mutations.keys()) {
        const node = $getNodeByKey(key);
        if (!$isListNode(node)) continue;
        const element = editor.getElementByKey(key);
        if (element !== null) element.role = node.getListType() === 'check' ? 'group' : null;
      }
    });
  });
}

function registerDirections(editor: LexicalEditor): () => void {
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
