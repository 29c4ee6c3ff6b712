// Chromium moves the caret with a key at once, and tells of it only in a later task. On a busy page the next key comes
// before that task, and Lexical would answer it with the selection of before: Enter right behind End would replace what
// End had left.

import type { LexicalEditor } from 'lexical';

/** Has every key find the selection that the person sees, until the result is called. */
export function registerPromptSelection(editor: LexicalEditor): () => void {
  let told: readonly unknown[] = [];
  const onSelectionChange = () => {
    told = selectionPoints();
  };
  const onKeyDown = ({ isComposing }: KeyboardEvent) => {
    const points = selectionPoints();
    if (!isComposing && points.some((point, index) => point !== told[index])) {
      document.dispatchEvent(new Event('selectionchange'));
    }
  };
  return editor.registerRootListener((root) => {
    if (root === null) return;
    document.addEventListener('selectionchange', onSelectionChange);
    root.addEventListener('keydown', onKeyDown, { capture: true }); // before Lexical hears of the key
    return () => {
      document.removeEventListener('selectionchange', onSelectionChange);
      root.removeEventListener('keydown', onKeyDown, { capture: true });
    };
  });
}

function selectionPoints(): readonly unknown[] {
  const selection = document.getSelection();
  if (selection === null) return [];
  return [selection.anchorNode, selection.anchorOffset, selection.focusNode, selection.focusOffset];
}
