// Where the focus goes when something that opened over the text has closed and faded. The person may have gone on by
// keys meanwhile, to a field for example, and what they type must not end up in the text.

import type { LexicalEditor } from 'lexical';

/** For `finalFocus`: the text, or false when the person has gone on to another place. */
export function returnFocus(editor: LexicalEditor): () => HTMLElement | null | false {
  return () => !hasGoneOn(editor) && editor.getRootElement();
}

/** Whether the focus is neither in the text nor in what is closing. */
export function hasGoneOn(editor: LexicalEditor): boolean {
  const { activeElement, body } = document;
  if (activeElement === null || activeElement === body || activeElement === editor.getRootElement()) return false;
  return activeElement.closest('[data-closed]') === null;
}
