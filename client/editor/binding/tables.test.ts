// Real editors with tables at the ends of a bad network: rows, columns and whole tables come, go, move and merge while
// people write in them. No word goes away that nobody knowingly deleted, and everybody sees the same.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  $createTableNodeWithDimensions,
  $deleteTableColumnAtSelection,
  $deleteTableRowAtSelection,
  $insertTableColumnAtNode,
  $insertTableRowAtNode,
  $isTableNode,
  $mergeCells,
  $moveTableColumn,
  $moveTableRow,
  $unmergeCellNode,
  type TableNode,
} from '@lexical/table';
import fc from 'fast-check';
import { $getRoot, $getSelection, createEditor, type LexicalEditor } from 'lexical';
import { applyUpdate, Doc, encodeStateAsUpdate, type UndoManager } from 'yjs';

import { nodes } from '../../../protocol/format/nodes.ts';
import { seedIfEmpty } from '../../../protocol/format/seed.ts';
import { bindEditor } from './binding.ts';
import type { BoundText } from './bound-text.ts';
import { $gridOf } from './table-nodes.ts';

const kinds = [
  'type', 'type', 'type', 'addRow', 'addColumn', 'deleteRow', 'deleteColumn', 'moveRow', 'moveColumn', 'merge',
  'unmerge', 'addTable', 'deleteTable', 'moveTable', 'undo', 'redo', 'pause', 'deliver', 'deliver',
] as const; // prettier-ignore

interface Operation {
  readonly kind: (typeof kinds)[number];
  readonly who: number;
  readonly row: number;
  readonly column: number;
  readonly other: number;
}

const operations: fc.Arbitrary<Operation> = fc.record({
  kind: fc.constantFrom(...kinds),
  who: fc.nat(2),
  row: fc.nat(5),
  column: fc.nat(5),
  other: fc.nat(5),
});

class Page {
  readonly doc = new Doc();
  readonly text: BoundText;
  readonly undo: UndoManager;
  readonly #editor: LexicalEditor;

  constructor(clientID: number, start: Uint8Array) {
    this.doc.clientID = clientID;
    applyUpdate(this.doc, start, 'remote');
    this.#editor = createEditor({
      nodes: [...nodes],
      onError: (error) => {
        throw error;
      },
    });
    const { text, undo } = bindEditor(this.#editor, this.doc);
    undo.captureTimeout = Infinity; // a pause is an operation, and not how busy the machine is
    [this.text, this.undo] = [text, undo];
  }

  edit(act: () => void): void {
    this.#editor.update(act, { discrete: true });
  }

  words(): string {
    return this.#editor.read(() => $getRoot().getTextContent());
  }

  /** The words of the node in which the caret is. */
  blockOfCaret(): string | undefined {
    return this.#editor.read(() => $getSelection()?.getStartEndPoints()?.[1].getNode().getTextContent());
  }

  receive(from: Page): void {
    applyUpdate(this.doc, encodeStateAsUpdate(from.doc), 'remote');
  }
}

function $at(table: TableNode, row: number, column: number) {
  const { rows, width, cells } = $gridOf(table);
  const [top, left] = [row % rows.length, column % width];
  const isThere = (one: (typeof cells)[number]) =>
    one.top <= top && top < one.top + one.height && one.left <= left && left < one.left + one.width;
  return { cell: cells.find(isThere)!.cell, rows: rows.length, width, top, left, cells };
}

const means: Partial<Record<Operation['kind'], (table: TableNode, operation: Operation) => void>> = {
  addRow: (table, { row, column }) => void $insertTableRowAtNode($at(table, row, column).cell, column % 2 === 0),
  addColumn: (table, { row, column }) => void $insertTableColumnAtNode($at(table, row, column).cell, row % 2 === 0),
  deleteRow: (table, { row, column }) => {
    $at(table, row, column).cell.selectStart();
    $deleteTableRowAtSelection();
  },
  deleteColumn: (table, { row, column }) => {
    $at(table, row, column).cell.selectStart();
    $deleteTableColumnAtSelection();
  },
  moveRow: (table, { row, column, other }) => {
    const { rows, top } = $at(table, row, column);
    $moveTableRow(table, top, other % rows);
  },
  moveColumn: (table, { row, column, other }) => {
    const { width, left } = $at(table, row, column);
    $moveTableColumn(table, left, other % width);
  },
  merge: (table, { row, column, other }) => {
    $mergeCells([$at(table, row, column).cell, $at(table, row + (other % 2), column + 1).cell]);
  },
  unmerge: (table, { row, column }) => $unmergeCellNode($at(table, row, column).cell),
  deleteTable: (table) => table.remove(),
  moveTable: (table, { other }) => {
    const target = $getRoot().getChildAtIndex(other % $getRoot().getChildrenSize());
    if (target !== null && !target.is(table)) target.insertBefore(table);
  },
};

/** Does what an operation says; false if it cannot be done. */
function act(page: Page, operation: Operation, token: string): boolean {
  const { kind, row, column, other } = operation;
  if (kind === 'undo' || kind === 'redo') return page.undo[kind]() !== null;
  if (kind === 'pause') {
    page.undo.stopCapturing();
    return false;
  }
  let isDone = false;
  page.edit(() => {
    const tables = $getRoot().getChildren().filter($isTableNode);
    const table = tables[other % Math.max(1, tables.length)];
    if (kind === 'addTable') {
      if (tables.length >= 3) return;
      $getRoot()
        .getLastChild()!
        .insertAfter($createTableNodeWithDimensions(2, 2, false));
    } else if (table === undefined) return;
    else if (kind === 'type') $at(table, row, column).cell.selectEnd().insertText(`<${token}>`);
    else means[kind]?.(table, operation);
    isDone = true;
  });
  return isDone;
}

function live(people: number, life: readonly Operation[]): void {
  const start = new Doc();
  seedIfEmpty(start);
  const pages = Array.from({ length: people }, (_, i) => new Page(i + 11, encodeStateAsUpdate(start)));
  pages[0]!.edit(() => void $getRoot().append($createTableNodeWithDimensions(2, 2, false)));
  for (const page of pages.slice(1)) page.receive(pages[0]!);
  const kept = new Set<string>();
  for (const [i, operation] of life.entries()) {
    const page = pages[operation.who % people]!;
    if (operation.kind === 'deliver') {
      page.receive(pages[(operation.who + 1 + operation.other) % people]!);
      continue;
    }
    const before = page.words();
    if (!act(page, operation, String(i))) continue;
    const after = page.words();
    // What a person deletes, or undoes, in sight of it may go.
    for (const token of kept) if (before.includes(`<${token}>`) && !after.includes(`<${token}>`)) kept.delete(token);
    if (operation.kind === 'type') kept.add(String(i));
    assert.ok(page.text.agrees(), `${operation.kind}: the editor shows something else than the document holds`);
  }
  for (let round = 0; round < 3; round++) {
    for (const page of pages) for (const other of pages) if (other !== page) page.receive(other);
  }
  for (const page of pages) {
    assert.ok(page.text.agrees(), 'the editor shows something else than the document holds');
    for (const token of kept) assert.ok(page.words().includes(`<${token}>`), `lost: ${token}`);
    assert.equal(page.words().replaceAll('\n', ''), pages[0]!.words().replaceAll('\n', ''));
  }
}

test('[TABLE1] [TABLE2] no word in a table is lost, whatever people do to its rows and columns at once', () => {
  fc.assert(fc.property(fc.integer({ min: 2, max: 3 }), fc.array(operations, { maxLength: 30 }), live), {
    numRuns: Number(process.env['LIVES'] ?? 200),
  });
});

test('[TABLE1] words in a table that was deleted come back when nobody saw both', () => {
  const start = new Doc();
  seedIfEmpty(start);
  const [ada, ben] = [new Page(11, encodeStateAsUpdate(start)), new Page(12, encodeStateAsUpdate(start))];
  ada.edit(() => void $getRoot().append($createTableNodeWithDimensions(2, 2, false)));
  ben.receive(ada);
  const at = { who: 0, row: 1, column: 1, other: 0 };
  act(ada, { kind: 'type', ...at }, 'late');
  act(ben, { kind: 'deleteTable', ...at }, '');
  ben.receive(ada); // and Ada's page is closed
  assert.equal(ben.words(), '');
  const cleo = new Page(13, encodeStateAsUpdate(ben.doc));
  assert.match(cleo.words(), /<late>/);
  assert.ok(cleo.text.agrees());
  ben.receive(cleo);
  assert.match(ben.words(), /<late>/);
});

test('[TABLE1] a word in a row shows in each copy of the table, also in one that says that the row is deleted', () => {
  const at = { who: 0, row: 1, column: 0, other: 0 };
  live(3, [
    { kind: 'type', ...at, who: 2, row: 0 },
    { kind: 'deleteTable', ...at, who: 1 },
    { kind: 'deliver', ...at, who: 2, other: 1 }, // from the second person, so the third puts the table back
    { kind: 'deleteRow', ...at, who: 2 },
    { kind: 'type', ...at }, // and so does the first
  ]);
});

test('[TABLE2] cells that are merged keep their words when others delete what stood in one of them', () => {
  const at = { who: 0, row: 0, column: 0, other: 0 };
  live(2, [
    { kind: 'type', ...at, column: 1 },
    { kind: 'type', ...at, who: 1 },
    { kind: 'deliver', ...at },
    { kind: 'undo', ...at, who: 1 },
    { kind: 'addColumn', ...at },
    { kind: 'merge', ...at, column: 2 },
  ]);
});

test('[TABLE2] an undo of rows leaves the caret in its cell', () => {
  const start = new Doc();
  seedIfEmpty(start);
  const page = new Page(11, encodeStateAsUpdate(start));
  page.edit(() => void $getRoot().append($createTableNodeWithDimensions(2, 2, false)));
  page.undo.stopCapturing();
  const at = { who: 0, row: 1, column: 1, other: 0 };
  act(page, { kind: 'type', ...at }, 'here');
  page.undo.stopCapturing();
  act(page, { kind: 'addRow', ...at }, '');
  page.edit(() => void $at($getRoot().getChildren().find($isTableNode)!, 2, 1).cell.selectEnd());
  page.undo.undo();
  assert.equal(page.blockOfCaret(), '<here>');
});
