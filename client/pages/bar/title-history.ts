// Undo and redo in the title: the keys and browser commands that ask for them, and the place of the caret afterwards.
// Pure.

import { CONTROL_OR_META, isExactShortcutMatch } from 'lexical';

import type { DeltaStep } from '../../../protocol/format/text-diff.ts';

export type HistoryStep = 'undo' | 'redo';

type Key = Parameters<typeof isExactShortcutMatch>[0];

/** The step that a key asks for: the keys of the editor, so Ctrl+Y also redoes where Ctrl, not Cmd, gives commands. */
export function stepOfKey(event: Key): HistoryStep | null {
  if (isExactShortcutMatch(event, 'z', CONTROL_OR_META)) return 'undo';
  if (isExactShortcutMatch(event, 'z', { ...CONTROL_OR_META, shiftKey: true })) return 'redo';
  return CONTROL_OR_META.ctrlKey && isExactShortcutMatch(event, 'y', CONTROL_OR_META) ? 'redo' : null;
}

/** The step that a browser's menu or gesture asks for; the browser says so in a `beforeinput` event. */
export function stepOfInput({ inputType }: Pick<InputEvent, 'inputType'>): HistoryStep | null {
  if (inputType === 'historyUndo') return 'undo';
  return inputType === 'historyRedo' ? 'redo' : null;
}

/** Where the last change of a delta ends in the new text: the place of the caret after undo and redo. */
export function endOfChange(delta: readonly DeltaStep[]): number {
  let position = 0;
  let end = 0;
  for (const { retain, insert } of delta) {
    if (retain !== undefined) {
      position += retain;
      continue;
    }
    if (insert !== undefined) position += typeof insert === 'string' ? insert.length : 1;
    end = position;
  }
  return end;
}
