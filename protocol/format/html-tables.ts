// A table of HTML while it is read: cells that span others take their places, and all of it is bounded.

import type { Block } from './body.ts';
import { tableOf } from './grid.ts';
import { mostColumns, mostRowsOf } from './schema.ts';

export class TableReader {
  readonly #rows: Block[][][] = [];
  /** For each row, which of its cells are headers. */
  readonly #headers: boolean[][] = [];
  /** The rows that a cell from above still takes, by column. */
  readonly #taken = new Map<number, number>();
  /** The number of columns so far. */
  #width = 0;
  #isFull = false;

  row(): void {
    this.#isFull ||= this.#rows.length >= mostRowsOf(this.#width);
    if (this.#isFull) return;
    this.#rows.push([]);
    this.#headers.push([]);
    for (const [column, rows] of this.#taken) this.#taken.set(column, rows - 1);
  }

  /** Begins a cell; what it holds is to be told by the result. Undefined when there is no room for it. */
  cell(isHeader: boolean, width: number, height: number): ((blocks: Block[]) => void) | undefined {
    const row = this.#rows.at(-1);
    if (row === undefined || this.#isFull) return undefined;
    while ((this.#taken.get(row.length) ?? 0) > 0 && this.#hasRoom(row.length)) row.push([]);
    if (!this.#hasRoom(row.length)) return undefined;
    const column = row.length;
    for (let i = 0; i < width && this.#hasRoom(row.length); i++) {
      row.push([]);
      if (height > 1) this.#taken.set(column + i, height);
    }
    this.#width = Math.max(this.#width, row.length);
    this.#headers.at(-1)![column] = isHeader;
    return (blocks) => (row[column] = blocks);
  }

  /** Whether there is room for a cell at this column, for which all rows need room. */
  #hasRoom(column: number): boolean {
    return column < mostColumns && this.#rows.length <= mostRowsOf(Math.max(this.#width, column + 1));
  }

  /** The table; a table of one cell only frames what is in it. */
  blocks(): Block[] {
    const isUsed = (_: unknown, r: number) => this.#rows[r]!.length > 0;
    const [rows, headers] = [this.#rows.filter(isUsed), this.#headers.filter(isUsed)];
    if (rows.length <= 1 && (rows[0]?.length ?? 0) <= 1) return rows[0]?.[0] ?? [];
    const isHeader = (row: readonly boolean[]) => row.length > 0 && row.every(Boolean);
    const isOneColumn = rows.every((row) => row.length === 1);
    const headerRow = isHeader(headers[0]!) && !(isOneColumn && headers.every(isHeader));
    const below = headers.slice(headerRow ? 1 : 0);
    const headerColumn = below.length > 0 && below.every((row) => row[0] === true);
    // Markdown has no table without a header, so an empty one says that there is none.
    const isEmpty = headerRow && rows.length > 1 && rows[0]!.every((cell) => cell.length === 0);
    return [tableOf({ rows: isEmpty ? rows.slice(1) : rows, headerRow: headerRow && !isEmpty, headerColumn })];
  }
}
