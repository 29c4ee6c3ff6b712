// What the editor says about its person: where the caret is, and whether the text has the focus. The rest of the
// awareness state is Presence's.

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
    const moved = text.readSelection();
    const focusing = hasFocus(editor);
    const state = awareness.getLocalState() as Partial<EditorPresence> | null;
    if (moved || state?.focusing !== focusing) {
      present(awareness, { ...positionsOf(text), focusing });
    }
    return false;
  };
  present(awareness, { ...positionsOf(text), focusing: hasFocus(editor) });
  return mergeRegister(
    editor.registerCommand(FOCUS_COMMAND, publish, COMMAND_PRIORITY_EDITOR),
    editor.registerCommand(BLUR_COMMAND, publish, COMMAND_PRIORITY_EDITOR),
    // A click into a window that stays behind another moves the caret without any focus event.
    editor.registerUpdateListener(publish),
    () => present(awareness, { anchorPos: null, focusPos: null, focusing: false }),
  );
}

function positionsOf({ selection }: BoundText): Pick<EditorPresence, 'anchorPos' | 'focusPos'> {
  return { anchorPos: selection?.anchor ?? null, focusPos: selection?.focus ?? null };
}

/** A window that merely lies behind another one still has its caret, as people see with two of them side by side. */
function hasFocus(editor: LexicalEditor): boolean {
  return editor.getRootElement()?.contains(document.activeElement) ?? false;
}

/** Publishes the editor's part of the state. Does nothing once presence has ended. */
function present(awareness: Awareness, part: EditorPresence): void {
  const current = awareness.getLocalState();
  if (current !== null) awareness.setLocalState({ ...current, ...part });
}
