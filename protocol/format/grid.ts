// A table of a document as rows of cells. Peers write the ids of rows and columns, so they are bounded before anything
// walks over them.

import type { Block, Json } from './body.ts';
import { isRecord, mostCells, mostColumns } from './schema.ts';

export interface Grid {
  /** From the first row on, a cell for each column. A cell that nobody wrote in is empty. */
  readonly rows: readonly (readonly (readonly Block[])[])[];
  readonly headerRow: boolean;
  readonly headerColumn: boolean;
}

/** The rows and columns that a cell covers. */
export interface CellSpan {
  readonly rows: number;
  readonly columns: number;
}

/** What each cell of a table covers, in the form of the grid's rows; null for a cell that another one covers. */
export function spansOf({ keys }: Block, { rows }: Grid): (CellSpan | null)[][] {
  const said = keys?.['spans'];
  const spans = isRecord(said) ? said : {};
  const columns = idsIn(keys?.['columns']).slice(0, mostColumns);
  const covers = rows.map((row): (CellSpan | null)[] => row.map(() => ({ rows: 1, columns: 1 })));
  const names = idsIn(keys?.['rows']).map((row) => columns.map((column) => `${row}:${column}`));
  for (const [top, row] of covers.entries()) {
    for (const left of row.keys()) {
      const span =
        row[left] === null ? null : readSpan(spans[names[top]![left]!], rows.length - top, row.length - left);
      if (span === null) continue;
      const covered = covers.slice(top, top + span.rows).map((line) => line.slice(left, left + span.columns));
      if (covered.flat().includes(null)) continue;
      for (const line of covers.slice(top, top + span.rows)) line.fill(null, left, left + span.columns);
      row[left] = span;
    }
  }
  return covers;
}

function readSpan(said: Json | undefined, mostRows: number, mostSpanned: number): CellSpan | null {
  const { rows, columns } = (typeof said === 'object' && said !== null ? said : {}) as { rows?: Json; columns?: Json };
  const isCount = (count: Json | undefined): count is number => Number.isInteger(count) && Number(count) >= 1;
  if (!isCount(rows) || !isCount(columns) || rows * columns === 1) return null;
  return { rows: Math.min(rows, mostRows), columns: Math.min(columns, mostSpanned) };
}

/** The cells of a table, as far as they are within bounds. */
export function gridOf({ keys, cells = {} }: Block): Grid {
  const columns = idsIn(keys?.['columns']).slice(0, mostColumns);
  const rows = idsIn(keys?.['rows']).slice(0, Math.floor(mostCells / Math.max(1, columns.length)));
  const cellAt = (place: string): readonly Block[] => (Object.hasOwn(cells, place) ? cells[place]! : []);
  return {
    rows: columns.length === 0 ? [] : rows.map((row) => columns.map((column) => cellAt(`${row}:${column}`))),
    headerRow: keys?.['headerRow'] === true,
    headerColumn: keys?.['headerColumn'] === true,
  };
}

function idsIn(said: Json | undefined): string[] {
  if (!Array.isArray(said)) return [];
  return [...new Set((said as Json[]).slice(0, mostCells).filter((id) => typeof id === 'string'))];
}

/** The table with these cells. */
export function tableOf({ rows, headerRow, headerColumn }: Grid): Block {
  const width = Math.max(1, ...rows.slice(0, mostCells).map((row) => row.length));
  const cells = rows.flatMap((row, r) =>
    row.flatMap((blocks, c) => (blocks.length === 0 ? [] : [[`r${r + 1}:c${c + 1}`, blocks] as const])),
  );
  return {
    keys: {
      type: 'table',
      rows: rows.map((_row, r) => `r${r + 1}`),
      columns: Array.from({ length: width }, (_, c) => `c${c + 1}`),
      ...(headerRow && { headerRow }),
      ...(headerColumn && { headerColumn }),
    },
    content: [],
    cells: Object.fromEntries(cells),
  };
}
