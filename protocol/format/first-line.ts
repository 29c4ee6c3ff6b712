// The first line of a document that says something: the name of a document without a title. The body belongs to others
// too, so the search ends after a number of steps, whatever is in it.

import * as Y from 'yjs';

import { longestTitle } from '../title.ts';
import type { InlineObject } from './body.ts';
import { truncate } from './graphemes.ts';
import { wordsOfObject } from './object-words.ts';

/** The items and characters of a body that are looked at. What people delete at the start of a text counts, too. */
export const firstLineSteps = 10_000;

/** The first line with words in it, at most `longestTitle` characters; empty when the first steps find none. */
export function firstLine(body: { readonly _start: Y.Item | null } | undefined, mostSteps = firstLineSteps): string {
  let line = '';
  let steps = mostSteps;
  for (let item = body?._start ?? null; item !== null && steps > 0; item = item.right) {
    steps -= 1;
    if (item.deleted || !item.countable) continue;
    const text = textOf(item.content).slice(0, steps);
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

/** A marker ends a line; an object stands in one by its words. */
function textOf(content: Y.Item['content']): string {
  if (content instanceof Y.ContentString) return content.str;
  const object: unknown = content instanceof Y.ContentEmbed ? content.embed : null;
  return typeof object === 'object' && object !== null ? wordsOfObject(object as InlineObject) : '\n';
}

function named(line: string): string {
  return truncate(line.trim(), longestTitle).trim();
}
