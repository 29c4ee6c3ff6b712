// Keys that work wherever the focus is on the page of a document: find, replace and the sheet of shortcuts. Ctrl+F
// opens find instead of the browser's own, which a second Ctrl+F opens.

import { IS_APPLE, type LexicalEditor, registerEventListener } from 'lexical';

import { FIND_COMMAND, SHOW_SHORTCUTS_COMMAND } from './commands.ts';

/** Turns these keys into commands, until the result is called. */
export function registerPageKeys(editor: LexicalEditor): () => void {
  return registerEventListener(window, 'keydown', (event) => {
    const wish = wishOf(event);
    const isWithin = (selector: string) => event.target instanceof Element && event.target.closest(selector) !== null;
    if (wish === null || isWithin('[role=dialog]') || (wish === 'find' && isWithin('.find'))) return;
    event.preventDefault();
    if (wish === 'shortcuts') editor.dispatchCommand(SHOW_SHORTCUTS_COMMAND, undefined);
    else editor.dispatchCommand(FIND_COMMAND, wish);
  });
}

/** Ctrl+F, Ctrl+H and Ctrl+/; on a Mac Cmd+F, Alt+Cmd+F and Cmd+/. */
function wishOf(event: KeyboardEvent): 'find' | 'replace' | 'shortcuts' | null {
  const { key, ctrlKey, metaKey, altKey, shiftKey } = event;
  const isControl = IS_APPLE ? metaKey && !ctrlKey : ctrlKey && !metaKey;
  if (!isControl) return null;
  if (key === '/' && !altKey) return 'shortcuts'; // with Shift where the sign is on a digit
  if (shiftKey) return null;
  if (letterOf(event) === 'f') return altKey ? (IS_APPLE ? 'replace' : null) : 'find';
  return letterOf(event) === 'h' && !IS_APPLE && !altKey ? 'replace' : null;
}

/** The letter of a key; with Cyrillic or with Alt, that of its place on a Latin keyboard. */
function letterOf({ key, code }: KeyboardEvent): string {
  return /^[a-z]$/i.test(key) ? key.toLowerCase() : code.replace(/^Key/, '').toLowerCase();
}
