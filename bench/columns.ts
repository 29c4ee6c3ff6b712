// Text in columns that are as wide as their longest cell. Pure.

/** Lines under a title; a row of fewer cells than heads is a name and a sentence, which may run over all columns. */
export interface Block {
  readonly title: string;
  readonly rows: readonly (readonly string[])[];
}

/** Each block with its title and the heads, all with the same column widths. Words stand left, and numbers right. */
export function inColumns(heads: readonly string[], blocks: readonly Block[]): string[] {
  const rows = blocks.flatMap(({ rows }) => rows).map((row) => (row.length === heads.length ? row : row.slice(0, 1)));
  const widths = heads.map((head, i) => Math.max(head.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const isText = heads.map((_, i) => i === 0 || rows.some((row) => /[^\d.,]/.test(row[i] ?? '')));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => (isText[i] ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)))
      .join('  ')
      .trimEnd();
  return blocks.map(({ title, rows }) => [title, line(heads), ...rows.map(line)].join('\n'));
}
