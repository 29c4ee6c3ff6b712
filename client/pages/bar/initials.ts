// The text of an avatar: the first letters of a name, at most two, in any script.

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

function firstLetter(word: string): string {
  const [first] = graphemes.segment(word);
  return first === undefined ? '' : first.segment.toLocaleUpperCase();
}

/** `Ada Lovelace` → `AL`, `Grace` → `G`, `王小明` → `王`; a question mark for a name without letters. */
export function initials(name: string): string {
  const withoutNote = name.replace(/\s\([^()]*\)$/u, ''); // such as `(guest)` in `Ben (guest)`
  const words = withoutNote.split(/[\s\-_.]+/u).filter((word) => /[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(word));
  const first = words[0];
  const last = words.at(-1);
  if (first === undefined || last === undefined) return '?';
  return words.length === 1 ? firstLetter(first) : firstLetter(first) + firstLetter(last);
}
