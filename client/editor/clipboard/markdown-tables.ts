// A table of GitHub's Markdown that is pasted as plain text, and nothing else: nobody writes one by chance.

import { type TableNode } from '@lexical/table';
import { $createLineBreakNode, $createTextNode, $isElementNode, type LexicalNode } from 'lexical';

import { mostColumns, mostRowsOf } from '../../../protocol/format/schema.ts';
import { $createTable } from '../tables/tables.ts';

const rule = /^\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?$/;

/** The words of the cells by rows, the header first; null for any other text. */
export function cellsOfMarkdown(text: string): string[][] | null {
  const lines = text.trim().split(/\s*\n\s*/);
  if (lines.length < 2 || !rule.test(lines[1]!) || !lines.every((line) => line.includes('|'))) return null;
  const [header, ruled, ...rows] = lines.map(cellsOf);
  const width = header!.length;
  const isSmall = width <= mostColumns && rows.length < mostRowsOf(width);
  return ruled!.length === width && isSmall ? [header!, ...rows] : null;
}

function cellsOf(line: string): string[] {
  const inner = line.replace(/^\|/, '').replace(/(?<!\\)\|$/, '');
  return inner.split(/(?<!\\)\|/).map((cell) =>
    cell
      .trim()
      .replaceAll('\\|', '|')
      .replaceAll(/<br *\/?>/gi, '\n'),
  );
}

/** A table of these words. No word is left out: a row may have more cells than the header. */
export function $tableOf(rows: readonly string[][]): TableNode {
  const table = $createTable(rows.length, Math.max(...rows.map(({ length }) => length)));
  for (const [top, row] of table.getChildren().entries()) {
    for (const [left, cell] of ($isElementNode(row) ? row.getChildren() : []).entries()) {
      const line = $isElementNode(cell) ? cell.getFirstChild() : null;
      if ($isElementNode(line)) line.append(...$wordsOf(rows[top]![left] ?? ''));
    }
  }
  return table;
}

function $wordsOf(cell: string): LexicalNode[] {
  const parts = cell.split(/(\n)/).filter((part) => part !== '');
  return parts.map((part) => (part === '\n' ? $createLineBreakNode() : $createTextNode(part)));
}
