// The first line of a document that says something: the name of a document without a title. The body belongs to others
// too, so the search ends after a number of steps, whatever is in it.

import * as Y from 'yjs';

import { longestTitle } from '../title.ts';
import { truncate } from './graphemes.ts';

/** The items and characters of a body that are looked at. What people delete at the start of a text counts, too. */
export const firstLineSteps = 10_000;

/** The first line with words in it, at most `longestTitle` characters; empty when the first steps find none. */
export function firstLine(body: { readonly _start: Y.Item | null } | undefined, mostSteps = firstLineSteps): string {
  let line = '';
  let steps = mostSteps;
  for (let item = body?._start ?? null; item !== null && steps > 0; item = item.right) {
    steps -= 1;
    if (item.deleted || !item.countable) continue;
    const text = item.content instanceof Y.ContentString ? item.content.str.slice(0, steps) : '\n';
    steps -= text.length;
    const [rest, ...lines] = text.split('\n');
    line += rest;
    for (const next of lines) {
      if (line.trim() !== '') return named(line);
      line = next;
    }
    if (line.trim().length >= longestTitle) break;
  }
  return named(line);
}

function named(line: string): string {
  return truncate(line.trim(), longestTitle).trim();
}
