// What the editor says about its person: where the caret is, and whether the text has the focus. The rest of the
// awareness state is Presence's.

import { equalityDeep } from 'lib0/function';
import { BLUR_COMMAND, COMMAND_PRIORITY_EDITOR, FOCUS_COMMAND, type LexicalEditor, mergeRegister } from 'lexical';
import type { Awareness } from 'y-protocols/awareness';
import type { BoundText } from './bound-text.ts';

/** The fields of the awareness state that the editor owns. The positions are Yjs relative positions in the body. */
export interface EditorPresence {
  readonly anchorPos: unknown;
  readonly focusPos: unknown;
  readonly focusing: boolean;
}

/** Publishes the caret, and whether it is in the text; the others show it only then. */
export function registerPresence(editor: LexicalEditor, text: BoundText, awareness: Awareness): () => void {
  const publish = () => {
    const { anchor = null, focus = null } = text.selection ?? {};
    present(awareness, { anchorPos: anchor, focusPos: focus, focusing: hasFocus(editor) });
    return false;
  };
  publish();
  return mergeRegister(
    editor.registerCommand(FOCUS_COMMAND, publish, COMMAND_PRIORITY_EDITOR),
    editor.registerCommand(BLUR_COMMAND, publish, COMMAND_PRIORITY_EDITOR),
    // A click into a window that stays behind another moves the caret without any focus event.
    editor.registerUpdateListener(publish),
    () => present(awareness, { anchorPos: null, focusPos: null, focusing: false }),
  );
}

/** A window that merely lies behind another one still has its caret, as people see with two of them side by side. */
function hasFocus(editor: LexicalEditor): boolean {
  return editor.getRootElement()?.contains(document.activeElement) ?? false;
}

/** Publishes the editor's part of the state, if it is another one. Does nothing once presence has ended. */
function present(awareness: Awareness, part: EditorPresence): void {
  const current = awareness.getLocalState();
  if (current === null) return;
  const next = { ...current, ...part };
  if (!equalityDeep(current, next)) awareness.setLocalState(next);
}
