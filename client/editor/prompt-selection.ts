// Browsers move the caret with a key at once, and tell of it only in a later task. On a busy page the next key comes
// before that task, and Lexical would answer it with the selection of before: Enter right behind End would replace what
// End had left. The words of others may come before that task, too, and would put the caret back to where it was.

import type { LexicalEditor } from 'lexical';

const causes = ['keydown', 'copy', 'cut', 'paste'] as const;

/** The points of the selection of which the browser told last. */
let told: readonly unknown[] = [];

/** Has every key, copy and paste find the selection that the person sees, until the result is called. */
export function registerPromptSelection(editor: LexicalEditor): () => void {
  const onSelectionChange = () => {
    told = selectionPoints();
  };
  const tell = (event: Event) => {
    if (!(event instanceof KeyboardEvent && event.isComposing)) tellSelection();
  };
  return editor.registerRootListener((root) => {
    if (root === null) return;
    document.addEventListener('selectionchange', onSelectionChange);
    for (const type of causes) root.addEventListener(type, tell, { capture: true }); // before Lexical hears of it
    return () => {
      document.removeEventListener('selectionchange', onSelectionChange);
      for (const type of causes) root.removeEventListener(type, tell, { capture: true });
    };
  });
}

/** Tells of the selection that the person sees now. False when the browser has told of it. */
export function tellSelection(): boolean {
  if (selectionPoints().every((point, index) => point === told[index])) return false;
  return document.dispatchEvent(new Event('selectionchange'));
}

function selectionPoints(): readonly unknown[] {
  const selection = document.getSelection();
  if (selection === null) return [];
  return [selection.anchorNode, selection.anchorOffset, selection.focusNode, selection.focusOffset];
}
