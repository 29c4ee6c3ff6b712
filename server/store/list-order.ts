// The orders of a list of documents. By title, people look for a title as they say it: case and accents count for
// nothing, and `Plan 2` comes before `Plan 10`. Documents without a title come last.

import type { ListOrder, ListPosition } from './store.ts';

/** The text by which a title is sorted, compared by code points. */
export function titleKey(title: string): string {
  const folded = title.trim().normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
  if (folded === '') return '\u{10ffff}';
  return folded.replaceAll(/\d+/g, (digits) => digits.padStart(12, '0'));
}

/** Negative when `a` comes before `b` in a list of this order. */
export function inOrder(order: ListOrder, a: ListPosition, b: ListPosition): number {
  if (order === 'title') return compareTexts(titleKey(a.title), titleKey(b.title)) || compareTexts(a.name, b.name);
  const later = order === 'created' ? b.createdAt - a.createdAt : b.updatedAt - a.updatedAt;
  return later || compareTexts(b.name, a.name);
}

/** Compares by code points, as SQLite does. */
function compareTexts(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
