// What a table needs to be edited: Lexical's own keys, selection and paste for tables, and what Lexical leaves out. Tab
// in the last cell makes a row. A table that is pasted into a cell together with other blocks becomes paragraphs.

import {
  $findCellNode,
  $findTableNode,
  $insertTableRowAtNode,
  $isTableNode,
  registerTablePlugin,
  registerTableSelectionObserver,
  type TableNode,
} from '@lexical/table';
import {
  $createParagraphNode,
  $getSelection,
  $isElementNode,
  $isRangeSelection,
  COMMAND_PRIORITY_CRITICAL,
  COMMAND_PRIORITY_LOW,
  KEY_TAB_COMMAND,
  type LexicalEditor,
  type LexicalNode,
  mergeRegister,
  SELECTION_INSERT_CLIPBOARD_NODES_COMMAND,
} from 'lexical';

import { $blocksIn, $gridOf } from '../binding/table-nodes.ts';

export function registerTableEditing(editor: LexicalEditor): () => void {
  return mergeRegister(
    registerTablePlugin(editor),
    registerTableSelectionObserver(editor),
    editor.registerCommand(KEY_TAB_COMMAND, $addRowAtEnd, COMMAND_PRIORITY_CRITICAL),
    editor.registerCommand(
      SELECTION_INSERT_CLIPBOARD_NODES_COMMAND,
      ({ nodes, selection }) => {
        const isMixed = nodes.length > 1 && nodes.some($isTableNode);
        if (!isMixed || !$isRangeSelection(selection)) return false;
        if ($findTableNode(selection.anchor.getNode()) === null) return false;
        selection.insertNodes(nodes.flatMap((node) => ($isTableNode(node) ? $linesOf(node) : [node])));
        return true;
      },
      COMMAND_PRIORITY_LOW,
    ),
  );
}

/** The blocks of a table's cells, or an empty paragraph. */
function $linesOf(table: TableNode): LexicalNode[] {
  const blocks = $blocksIn(table);
  return blocks.length > 0 ? blocks : [$createParagraphNode()];
}

/** Tab in the last cell makes a row, and goes to its first cell. */
function $addRowAtEnd(event: KeyboardEvent): boolean {
  const selection = $getSelection();
  if (event.shiftKey || !$isRangeSelection(selection) || !selection.isCollapsed()) return false;
  const cell = $findCellNode(selection.anchor.getNode());
  const table = cell && $findTableNode(cell);
  if (cell === null || table === null) return false;
  const { cells, rows, width } = $gridOf(table);
  const last = cells.find((one) => one.top + one.height === rows.length && one.left + one.width === width);
  if (!last?.cell.is(cell)) return false;
  event.preventDefault();
  $insertTableRowAtNode(cell, true);
  const row = table.getLastChild();
  if ($isElementNode(row)) row.selectStart();
  return true;
}
