// Tables in the text: the command that inserts one, and what always holds for one, wherever it comes from. What a table
// needs to be edited is fetched with the first table.

import {
  $createTableCellNode,
  $createTableNode,
  $createTableRowNode,
  $isTableCellNode,
  $isTableNode,
  $isTableRowNode,
  setScrollableTablesActive,
  TableCellNode,
  TableNode,
} from '@lexical/table';
import {
  $createParagraphNode,
  $findMatchingParent,
  $getRoot,
  $getSelection,
  $isElementNode,
  $isParagraphNode,
  $isRangeSelection,
  $isRootNode,
  $isRootOrShadowRoot,
  COMMAND_PRIORITY_EDITOR,
  type LexicalEditor,
  type LexicalNode,
  mergeRegister,
} from 'lexical';

import { mostColumns, mostRows } from '../../../protocol/format/schema.ts';
import { $blocksIn, $gridOf, hasHeader, inHeaderColumn, inHeaderRow } from '../binding/table-nodes.ts';
import { INSERT_TABLE_COMMAND } from '../commands.ts';
import { whenLoaded } from '../../ui/load.ts';

export function registerTables(editor: LexicalEditor): () => void {
  setScrollableTablesActive(editor, true);
  return mergeRegister(
    editor.registerNodeTransform(TableNode, $tidyTable),
    editor.registerCommand(
      INSERT_TABLE_COMMAND,
      ({ rows, columns }) => {
        $insertTable(Math.min(rows, mostRows), Math.min(columns, mostColumns));
        return true;
      },
      COMMAND_PRIORITY_EDITOR,
    ),
    nameHeaders(editor),
    fetchEditing(editor),
  );
}

/** Tells readers of screens what a header cell is the header of. */
function nameHeaders(editor: LexicalEditor): () => void {
  return editor.registerMutationListener(
    TableCellNode,
    (mutations) => {
      for (const key of mutations.keys()) {
        const element = editor.getElementByKey(key);
        if (!(element instanceof HTMLTableCellElement) || element.nodeName !== 'TH') continue;
        const node = editor.getEditorState()._nodeMap.get(key);
        if ($isTableCellNode(node)) element.scope = (node.__headerState & inHeaderRow) !== 0 ? 'col' : 'row';
      }
    },
    { skipInitialization: false },
  );
}

/** Fetches what a table needs to be edited, once there is a table on the page. */
function fetchEditing(editor: LexicalEditor): () => void {
  let stop: (() => void) | null = null;
  const fetchOnce = () => {
    if (editor.getRootElement() === null) return;
    // Until the code is there, cells are edited like any text.
    stop ??= whenLoaded(
      () => import('./editing.ts'),
      ({ registerTableEditing }) => registerTableEditing(editor),
    );
  };
  return mergeRegister(editor.registerMutationListener(TableNode, fetchOnce, { skipInitialization: false }), () =>
    stop?.(),
  );
}

/** An empty cell. */
export function $createCell(): TableCellNode {
  return $createTableCellNode().append($createParagraphNode());
}

/** A table with a header row and empty cells. */
export function $createTable(rows: number, columns: number): TableNode {
  const table = $createTableNode();
  for (let row = 0; row < rows; row++) {
    const cells = Array.from({ length: columns }, $createCell);
    if (row === 0) for (const cell of cells) cell.setHeaderStyles(inHeaderRow);
    table.append($createTableRowNode().append(...cells));
  }
  return table;
}

/** Puts a table behind the block of the selection, or in the place of an empty one. */
function $insertTable(rows: number, columns: number): void {
  const selection = $getSelection();
  const anchor = $isRangeSelection(selection) ? selection.anchor.getNode() : $getRoot().selectEnd().anchor.getNode();
  if ($findMatchingParent(anchor, $isTableNode)) return;
  const block = $blockAt(anchor);
  const table = $createTable(rows, columns);
  if (block === null) $getRoot().append(table);
  else block.insertAfter(table);
  if ($isParagraphNode(block) && block.isEmpty()) table.insertAfter(block);
  table.selectStart();
}

function $blockAt(node: LexicalNode): LexicalNode | null {
  return $findMatchingParent(node, (at) => $isRootOrShadowRoot(at.getParent()));
}

/**
 * A table is a full grid, with headers only in its first row and column. A table stands in no other, and there is
 * always a line behind the table to write in.
 */
function $tidyTable(table: TableNode): void {
  if ($findMatchingParent(table.getParentOrThrow(), $isTableNode)) return $flatten(table);
  for (const child of table.getChildren()) if (!$isTableRowNode(child)) child.remove();
  for (const row of table.getChildren().filter($isTableRowNode)) {
    for (const child of row.getChildren()) if (!$isTableCellNode(child)) row.append($wrap(child));
  }
  const { rows, cells, width } = $gridOf(table);
  if (width === 0) return table.remove();
  for (const [top, row] of rows.entries()) {
    const covered = cells.filter((one) => one.top <= top && top < one.top + one.height);
    const lacking = width - covered.reduce((sum, one) => sum + one.width, 0);
    for (let i = 0; i < lacking; i++) row.append($createCell());
  }
  for (const { cell } of cells) if (cell.isEmpty()) cell.append($createParagraphNode());
  $tidyHeaders(table);
  if (table.getNextSibling() === null && $isRootNode(table.getParent())) table.insertAfter($createParagraphNode());
}

function $tidyHeaders(table: TableNode): void {
  const { cells } = $gridOf(table);
  const row = hasHeader(cells, inHeaderRow) ? inHeaderRow : 0;
  const column = hasHeader(cells, inHeaderColumn) ? inHeaderColumn : 0;
  for (const { cell, top, left } of cells) {
    const wanted = (top === 0 ? row : 0) | (left === 0 ? column : 0);
    if (cell.getHeaderStyles() !== wanted) cell.setHeaderStyles(wanted);
  }
}

function $wrap(node: LexicalNode): TableCellNode {
  const isBlock = $isElementNode(node) && !node.isInline();
  return $createTableCellNode().append(isBlock ? node : $createParagraphNode().append(node));
}

/** Puts the blocks of all cells in the place of a table that stands in another. */
function $flatten(table: TableNode): void {
  for (const block of $blocksIn(table)) table.insertBefore(block);
  table.remove();
}
