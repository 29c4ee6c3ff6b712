// The ways in for files: paste and drop. The code that takes them (adding.ts) comes later than that of writing, and
// files that arrive before wait for it.

import { DRAG_DROP_PASTE } from '@lexical/rich-text';
import {
  COMMAND_PRIORITY_EDITOR,
  COMMAND_PRIORITY_HIGH,
  COMMAND_PRIORITY_LOW,
  DROP_COMMAND,
  type LexicalEditor,
  mergeRegister,
  PASTE_COMMAND,
} from 'lexical';

const early = new WeakMap<LexicalEditor, readonly File[]>();

/** Hands over what is pasted and dropped, and keeps what nothing takes yet, until the result is called. */
export function registerArrivingFiles(editor: LexicalEditor): () => void {
  return mergeRegister(
    editor.registerCommand(
      DRAG_DROP_PASTE,
      (list) => {
        if (editor.isEditable()) early.set(editor, [...(early.get(editor) ?? []), ...list]);
        return editor.isEditable();
      },
      COMMAND_PRIORITY_EDITOR,
    ),
    editor.registerCommand(
      PASTE_COMMAND,
      (event) => {
        const data = event instanceof ClipboardEvent ? event.clipboardData : null;
        const isTaken = data !== null && isPicture(data) && editor.dispatchCommand(DRAG_DROP_PASTE, [...data.files]);
        if (isTaken) event.preventDefault();
        return isTaken;
      },
      COMMAND_PRIORITY_LOW,
    ),
    // The page tells people who drop a file elsewhere that nothing takes it.
    editor.registerCommand(
      DROP_COMMAND,
      (event) => {
        if (editor.isEditable() && (event.dataTransfer?.files.length ?? 0) > 0) event.stopPropagation();
        return false;
      },
      COMMAND_PRIORITY_HIGH,
    ),
  );
}

/** The files that came so far, each once. */
export function takeEarlyFiles(editor: LexicalEditor): readonly File[] {
  const files = early.get(editor) ?? [];
  early.delete(editor);
  return files;
}

/**
 * Whether the clipboard holds a picture that was copied by itself: browsers put the address of the image beside it. A
 * picture of copied words, as office programs make it, stands beside the words.
 */
function isPicture(data: DataTransfer): boolean {
  if (data.files.length === 0 || data.getData('text/plain') !== '') return false;
  const { body } = new DOMParser().parseFromString(data.getData('text/html'), 'text/html');
  return body.textContent.trim() === '' && body.querySelectorAll('img').length === 1;
}
