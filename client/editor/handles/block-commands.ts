// What a person does to whole blocks with keys. The menu of the handle does the same; its shortcuts stand here.

import {
  $getSelection,
  $isRangeSelection,
  COMMAND_PRIORITY_HIGH,
  IS_APPLE,
  KEY_DOWN_COMMAND,
  type LexicalEditor,
} from 'lexical';

import { $codeAt } from '../code.ts';
import { $duplicate, $moveBy, $selectedStretch, type Stretch } from './moving.ts';

/** Handles the keys until the returned function is called. `openMenu` opens the menu of the block of the caret. */
export function registerBlockKeys(editor: LexicalEditor, openMenu: () => void): () => void {
  return editor.registerCommand(
    KEY_DOWN_COMMAND,
    (event) => {
      const act = editor.isEditable() && !event.isComposing ? actFor(event) : null;
      if (act === null) return false;
      const stretch = $selectedStretch();
      if (stretch === null) return false;
      event.preventDefault();
      if (act === 'menu') openMenu();
      else $do(act, stretch);
      return true;
    },
    COMMAND_PRIORITY_HIGH,
  );
}

type Act = 'up' | 'down' | 'duplicate' | 'menu';

function actFor({ key, code, altKey, shiftKey, ctrlKey, metaKey }: KeyboardEvent): Act | null {
  const isControl = IS_APPLE ? metaKey && !ctrlKey : ctrlKey && !metaKey; // Ctrl+D deletes on a Mac
  if (altKey && !ctrlKey && !metaKey && (key === 'ArrowUp' || key === 'ArrowDown')) {
    if (!shiftKey && $isInCode()) return null; // there, the keys move lines
    return key === 'ArrowUp' ? 'up' : 'down';
  }
  if (!isControl || altKey) return null;
  if (shiftKey) return code === 'Period' ? 'menu' : null;
  return key.toLowerCase() === 'd' ? 'duplicate' : null;
}

function $isInCode(): boolean {
  const selection = $getSelection();
  return $isRangeSelection(selection) && $codeAt(selection.focus) !== null;
}

/** Does it to the blocks. Call it inside an update. */
export function $do(act: Exclude<Act, 'menu'>, stretch: Stretch): void {
  if (act === 'duplicate') $duplicate(stretch);
  else $moveBy(stretch, act);
}
