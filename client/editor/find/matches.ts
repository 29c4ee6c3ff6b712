// Where a text has the words that a person looks for. Pure: texts in, places out, in UTF-16 units.

export interface FindOptions {
  readonly matchCase: boolean;
  readonly wholeWords: boolean;
}

/** A place of the words: `start` included, `end` excluded. */
export interface Match {
  readonly start: number;
  readonly end: number;
}

/** A character of a word, for whole words. */
const wordCharacter = '[\\p{L}\\p{N}\\p{M}_]';

/**
 * The expression that finds a query, or null for an empty one. Letters of either case match each other by Unicode's
 * simple case folding; the query has no signs with a meaning of their own.
 */
export function expressionFor(query: string, { matchCase, wholeWords }: FindOptions): RegExp | null {
  if (query === '') return null;
  const words = query.toWellFormed().replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  // A query that begins or ends with a sign has no word to be whole on that side.
  const before = wholeWords && isWordCharacter(query, 'first') ? `(?<!${wordCharacter})` : '';
  const after = wholeWords && isWordCharacter(query, 'last') ? `(?!${wordCharacter})` : '';
  return new RegExp(before + words + after, matchCase ? 'gu' : 'giu');
}

function isWordCharacter(query: string, end: 'first' | 'last'): boolean {
  return new RegExp(end === 'first' ? `^${wordCharacter}` : `${wordCharacter}$`, 'u').test(query);
}

/** The places of an expression in a text, in order; none overlaps another. */
export function matchesIn(text: string, expression: RegExp): Match[] {
  return [...text.matchAll(expression)].map(({ index, 0: found }) => ({ start: index, end: index + found.length }));
}
