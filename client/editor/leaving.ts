// Leaving the text with the keyboard. Tab has a meaning in lists and in code, so Escape gives it back to the browser:
// after Escape, Tab and Shift+Tab move the focus, until the person presses another key, clicks or comes back.

import {
  COMMAND_PRIORITY_BEFORE_EDITOR,
  COMMAND_PRIORITY_CRITICAL,
  FOCUS_COMMAND,
  KEY_DOWN_COMMAND,
  KEY_ESCAPE_COMMAND,
  KEY_TAB_COMMAND,
  type LexicalEditor,
  mergeRegister,
  registerEventListener,
} from 'lexical';

/** Readers of screens have commands with these keys, also between Escape and Tab. */
const modifiers = new Set(['Shift', 'Control', 'Alt', 'Meta', 'CapsLock', 'Insert', 'NumLock']);

/** Lets Escape and Tab leave the text, until the returned function is called. */
export function registerLeaving(editor: LexicalEditor): () => void {
  let leaving = false;
  const stay = () => {
    leaving = false;
    return false;
  };
  return mergeRegister(
    editor.registerCommand(
      KEY_DOWN_COMMAND,
      ({ key, isComposing }) => {
        if (key === 'Escape') leaving = !isComposing;
        else if (key !== 'Tab' && !modifiers.has(key)) leaving = false;
        return false;
      },
      COMMAND_PRIORITY_CRITICAL,
    ),
    editor.registerCommand(KEY_TAB_COMMAND, () => leaving, COMMAND_PRIORITY_CRITICAL),
    // Lexical's own answer to Escape takes the focus from the text, and readers of screens would lose their place.
    editor.registerCommand(KEY_ESCAPE_COMMAND, () => true, COMMAND_PRIORITY_BEFORE_EDITOR),
    editor.registerCommand(FOCUS_COMMAND, stay, COMMAND_PRIORITY_CRITICAL),
    editor.registerRootListener((root) =>
      root === null ? undefined : registerEventListener(root, 'pointerdown', stay),
    ),
  );
}
