// Chromium moves the caret with a key at once, and tells of it only in a later task. On a busy page the next key comes
// before that task, and Lexical would answer it with the selection of before: Enter right behind End would replace what
// End had left.

import type { LexicalEditor } from 'lexical';

const causes = ['keydown', 'copy', 'cut', 'paste'] as const;

/** Has every key, copy and paste find the selection that the person sees, until the result is called. */
export function registerPromptSelection(editor: LexicalEditor): () => void {
  let told: readonly unknown[] = [];
  const onSelectionChange = () => {
    told = selectionPoints();
  };
  const tell = (event: Event) => {
    const points = selectionPoints();
    const isComposing = event instanceof KeyboardEvent && event.isComposing;
    if (!isComposing && points.some((point, index) => point !== told[index])) {
      document.dispatchEvent(new Event('selectionchange'));
    }
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

function selectionPoints(): readonly unknown[] {
  const selection = document.getSelection();
  if (selection === null) return [];
  return [selection.anchorNode, selection.anchorOffset, selection.focusNode, selection.focusOffset];
}
