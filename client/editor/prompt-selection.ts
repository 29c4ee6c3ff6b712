// Browsers move the caret with a key at once, and tell of it only in a later task. On a busy page the next key comes
// before that task, and Lexical would answer it with the selection of before: Enter right behind End would replace what
// End had left. So may the words of others come before that task: Lexical would put the caret back to where it was.

import { $createRangeSelectionFromDom, type LexicalEditor, type RangeSelection } from 'lexical';

const causes = ['keydown', 'copy', 'cut', 'paste'] as const;

/** The points of the selection of which the browser told last, by editor. */
const toldIn = new WeakMap<LexicalEditor, readonly unknown[]>();

/** Has every key, copy and paste find the selection that the person sees, until the result is called. */
export function registerPromptSelection(editor: LexicalEditor): () => void {
  const onSelectionChange = () => toldIn.set(editor, selectionPoints());
  const tell = (event: Event) => {
    const isComposing = event instanceof KeyboardEvent && event.isComposing;
    if (!isComposing && isUntold(editor)) document.dispatchEvent(new Event('selectionchange'));
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

/**
 * The selection that the person sees in `editor`, where Lexical has not heard of it yet; otherwise null. To be called
 * at the beginning of an update.
 */
export function $untoldSelection(editor: LexicalEditor): RangeSelection | null {
  const hasFocus = editor.getRootElement() === document.activeElement;
  if (!hasFocus || editor.isComposing() || !isUntold(editor)) return null;
  return $createRangeSelectionFromDom(document.getSelection(), editor);
}

function isUntold(editor: LexicalEditor): boolean {
  const told = toldIn.get(editor) ?? [];
  return selectionPoints().some((point, index) => point !== told[index]);
}

function selectionPoints(): readonly unknown[] {
  const selection = document.getSelection();
  if (selection === null) return [];
  return [selection.anchorNode, selection.anchorOffset, selection.focusNode, selection.focusOffset];
}
