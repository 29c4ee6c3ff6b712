// What a person types into the search field, as a query of FTS5, and the form in which texts are indexed. Whatever was
// typed is quoted: no operator of FTS5 can come from a person. Pure.
//
// FTS5 takes a run of letters for one word. Chinese and Japanese write no spaces, so each of their characters is
// indexed as a word of its own, and several are a phrase: `会议` finds `董事会议记录`, and one character finds, too.
// FTS5's own trigrams find nothing shorter than three characters. For 15 MB of texts, a quarter of them Chinese, they
// took 1.9 s and 61 MB, where this form took 0.3 s and 33 MB.

/** Scripts that write no spaces between words, or put suffixes behind words without one. */
const unspaced = String.raw`[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}]`;
const letter = String.raw`[\p{L}\p{N}]`;
const seams = new RegExp(`(?<=${unspaced})(?=${letter})|(?<=${letter})(?=${unspaced})`, 'gu');

/** Nothing that anybody sees, and no part of a word. */
const seam = '\u200b';

/** Control characters: FTS5 ends a query at NUL, and two others mark what was found. */
const controls = /(?![\n\t])\p{Cc}/gu;

/** A text as it is indexed. */
export function toIndexed(text: string): string {
  return text.replaceAll(controls, ' ').replaceAll(seam, '').replaceAll(seams, seam);
}

/** Two such characters one behind the other, as FTS5 sees them: what is no letter between them counts for nothing. */
const pairs = new RegExp(`(${unspaced})(?=[^\\p{L}\\p{N}]*(${unspaced}))`, 'gu');

/**
 * Each two neighbouring characters of scripts without spaces. An index of single words finds few documents by them,
 * where it finds many by each character.
 *
 *     pairsIn('会议 plan 记录') // ['会议', '记录']
 */
export function pairsIn(text: string): string[] {
  return Array.from(toIndexed(text).matchAll(pairs), ([, first, second]) => first! + second!);
}

/** The text that was indexed. */
export function fromIndexed(text: string): string {
  return text.replaceAll(seam, '');
}

/**
 * The FTS5 query for all words of `typed`, the last of which may go on. Null when there is no word in it.
 *
 *     matchFor('team pla') // '"team" "pla"*'
 */
export function matchFor(typed: string): string | null {
  const words = wordsTyped(typed).map((word) => `"${word.replaceAll('"', ' ')}"`);
  return words.length === 0 ? null : `${words.join(' ')}*`;
}

/** The words of `typed` as they are indexed, without those that have no letter or digit. */
export function wordsTyped(typed: string): string[] {
  return toIndexed(typed)
    .split(/\s+/)
    .filter((word) => /[\p{L}\p{N}]/u.test(word));
}
