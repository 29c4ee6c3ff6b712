// Text of a peer as a log shows it: of a bounded length, and without characters that a terminal obeys or hides.

import { limits } from '../limits/limits.ts';

/** Control, format and unassigned characters, lone surrogates, and the separators of lines. */
const unprintable = /[\p{C}\p{Zl}\p{Zp}]/gu;

/** The first `limits.loggedCharacters` characters of `text`, with unprintable ones as `\u{…}`. */
export function printable(text: string): string {
  const start = text.slice(0, limits.loggedCharacters).replace(unprintable, escapeOf);
  return text.length > limits.loggedCharacters ? `${start}…` : start;
}

const escapeOf = (character: string): string => `\\u{${character.codePointAt(0)!.toString(16)}}`;
