// Compares the editor with the document whenever both have been quiet for a moment, or the person turns to another
// window, and brings the editor back if they differ. In every test the count of repairs is 0 at the end.

import { type LexicalEditor, mergeRegister } from 'lexical';
import type { BoundText } from './bound-text.ts';

/** How long nothing must have changed before editor and document are compared. */
const idleMilliseconds = 1000;

/** Calls `repair` when the editor differs from the document. */
export function registerSelfCheck(editor: LexicalEditor, text: BoundText, repair: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let repairable = true;
  let stopped = false;
  const check = () => {
    if (editor.isComposing()) return wait();
    if (!repairable || text.agrees()) return;
    repair();
    repairable = text.agrees(); // what showing it anew does not cure would be repaired every second for ever
  };
  const wait = () => {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(check, idleMilliseconds);
  };
  text.body.observeDeep(wait);
  window.addEventListener('blur', check);
  return mergeRegister(
    editor.registerUpdateListener(({ dirtyElements, dirtyLeaves }) => {
      if (dirtyElements.size > 0 || dirtyLeaves.size > 0) wait();
    }),
    () => {
      stopped = true; // Yjs may still call an observer that was taken away by another one
      clearTimeout(timer);
      window.removeEventListener('blur', check);
      text.body.unobserveDeep(wait);
    },
  );
}
