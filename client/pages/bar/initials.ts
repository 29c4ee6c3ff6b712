// What stands in an avatar: the first letters of a name, at most two, whatever script it is in.

const letters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

function firstLetter(word: string): string {
  const [first] = letters.segment(word);
  return first === undefined ? '' : first.segment.toLocaleUpperCase();
}

/** `Ada Lovelace` → `AL`, `Grace` → `G`, `王小明` → `王`; a question mark for a name without a letter to show. */
export function initials(name: string): string {
  const itself = name.replace(/\s\([^()]*\)$/u, ''); // without what is said of the person, as in `Ben (guest)`
  const words = itself.split(/[\s\-_.]+/u).filter((word) => /[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(word));
  const first = words[0];
  const last = words.at(-1);
  if (first === undefined || last === undefined) return '?';
  return words.length === 1 ? firstLetter(first) : firstLetter(first) + firstLetter(last);
}
