// Undo and redo of our own edits, never of other people's: only the transactions of this editor are tracked. A change
// of the blocks is a step of its own, so that undoing it does not take back what was typed just before.

import {
  CAN_REDO_COMMAND,
  CAN_UNDO_COMMAND,
  COMMAND_PRIORITY_EDITOR,
  type LexicalCommand,
  type LexicalEditor,
  mergeRegister,
  REDO_COMMAND,
  UNDO_COMMAND,
} from 'lexical';
import type { UndoManager } from 'yjs';

import { BodyUndo } from '../../../protocol/format/body-undo.ts';
import type { Change } from '../../../protocol/format/changes.ts';
import type { BoundText } from './bound-text.ts';

export function createUndo(text: BoundText): UndoManager {
  const manager = new BodyUndo(text.body, { trackedOrigins: new Set([text.origin]) });
  let wereWords = true;
  text.beforeWrite = (changes) => {
    const areWords = changes.every(isOfWords);
    if (!areWords || !wereWords) manager.stopCapturing();
    wereWords = areWords;
  };
  return manager;
}

/** Whether a change only types or deletes characters. */
function isOfWords(change: Change): boolean {
  if (change.type === 'keep') return change.keys === undefined && change.formats === undefined;
  return change.type === 'delete' || change.step.type === 'run';
}

/** Handles the commands, and announces what there is to undo and to redo. */
export function registerUndo(editor: LexicalEditor, manager: UndoManager): () => void {
  // Not within the command: Lexical runs it inside an update, which would put off what the document sends back, and
  // edits still waiting to be written would be taken for part of the undo.
  const later = (command: LexicalCommand<void>, step: () => void) =>
    editor.registerCommand(
      command,
      () => {
        queueMicrotask(() => {
          editor.read(() => {}); // commits, and so writes, what is waiting
          step();
        });
        return true;
      },
      COMMAND_PRIORITY_EDITOR,
    );
  // Later as well: the stack changes while Lexical reads a state, when a command may not be dispatched.
  const announce = () =>
    queueMicrotask(() => {
      editor.dispatchCommand(CAN_UNDO_COMMAND, manager.canUndo());
      editor.dispatchCommand(CAN_REDO_COMMAND, manager.canRedo());
    });
  const events = ['stack-item-added', 'stack-item-popped', 'stack-cleared'] as const;
  for (const event of events) manager.on(event, announce);
  return mergeRegister(
    later(UNDO_COMMAND, () => manager.undo()),
    later(REDO_COMMAND, () => manager.redo()),
    () => manager.destroy(),
  );
}
