// What an object in a line says where there is only text: for the clipboard, for Markdown and HTML, for names of
// documents. Pure.

import type { InlineObject } from './body.ts';
import { formulaIn, isKnownObject } from './schema.ts';

/** The words of an object where there is only text; empty for an object that a page does not know. */
export function wordsOfObject(object: InlineObject): string {
  if (!isKnownObject(object)) return '';
  const formula = formulaIn(object);
  if (formula !== null) return `$${formula}$`;
  if (object['type'] === 'mention') return `@${object['name'] as string}`;
  return object['type'] === 'date' ? (object['date'] as string) : '';
}
