// The commands by which menus, keys and bars ask the text to change, beyond Lexical's own and those of blocks.ts. The
// folder of each kind of block handles its own commands, so that whatever asks needs none of its code.

import { createCommand, type LexicalCommand } from 'lexical';

/** Inserts a table at the selection, with a header row. */
export const INSERT_TABLE_COMMAND: LexicalCommand<{ readonly rows: number; readonly columns: number }> =
  createCommand('INSERT_TABLE_COMMAND');

/** Puts the selected blocks into a callout. */
export const INSERT_CALLOUT_COMMAND: LexicalCommand<void> = createCommand('INSERT_CALLOUT_COMMAND');

/** Puts the selected blocks into a toggle; the first becomes its summary. */
export const INSERT_TOGGLE_COMMAND: LexicalCommand<void> = createCommand('INSERT_TOGGLE_COMMAND');

/** Lets the person pick images, or files of any kind, and inserts them. */
export const CHOOSE_FILES_COMMAND: LexicalCommand<'image' | 'file'> = createCommand('CHOOSE_FILES_COMMAND');

/** Inserts files at the selection: images as images, others as attachments. */
export const INSERT_FILES_COMMAND: LexicalCommand<readonly File[]> = createCommand('INSERT_FILES_COMMAND');

/** Inserts a formula, in the line or as a block, and opens it for editing. */
export const INSERT_FORMULA_COMMAND: LexicalCommand<'inline' | 'block'> = createCommand('INSERT_FORMULA_COMMAND');

/** Gives the selected words a colour of the text or of the highlight by its name; null takes it away. */
export const SET_COLOR_COMMAND: LexicalCommand<{ readonly of: 'text' | 'highlight'; readonly color: string | null }> =
  createCommand('SET_COLOR_COMMAND');

/** Opens find, or find and replace. */
export const FIND_COMMAND: LexicalCommand<'find' | 'replace'> = createCommand('FIND_COMMAND');

/** Shows the sheet of keyboard shortcuts. */
export const SHOW_SHORTCUTS_COMMAND: LexicalCommand<void> = createCommand('SHOW_SHORTCUTS_COMMAND');
