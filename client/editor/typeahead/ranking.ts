// How well a thing fits what a person typed to find it. The order is predictable: a label that begins so, a word of the
// label that does, a keyword that does, a label that holds it, and at last a label with the letters in that order.

/** A thing to be found. */
export interface Findable {
  readonly label: string;
  /** Words by which it is found as well, parted by spaces. */
  readonly keywords: string;
}

/** Letters in order are a match only from this length on: two letters are in almost everything. */
const shortestLoose = 3;

/** The things that fit `query`, the best first; of like ones, as they were. All of them for an empty query. */
export function ranked<Thing extends Findable>(things: readonly Thing[], query: string): Thing[] {
  const wanted = plain(query.trim());
  if (wanted === '') return [...things];
  return things
    .map((thing) => ({ thing, rank: rankOf(thing, wanted) }))
    .filter(({ rank }) => rank < Infinity)
    .sort((a, b) => a.rank - b.rank)
    .map(({ thing }) => thing);
}

function rankOf({ label, keywords }: Findable, wanted: string): number {
  const [name, words] = [plain(label), plain(keywords)];
  if (name === wanted) return 0;
  if (name.startsWith(wanted)) return 1;
  if (isWordStart(name, wanted)) return 2;
  if (words.split(' ').includes(wanted)) return 3;
  if (isWordStart(words, wanted)) return 4;
  if (wanted.length >= 2 && name.includes(wanted)) return 5;
  return wanted.length >= shortestLoose && isLoose(name, wanted) ? 6 : Infinity;
}

function isWordStart(text: string, wanted: string): boolean {
  return text.startsWith(wanted) || text.includes(` ${wanted}`);
}

/** Whether the letters of `wanted` are in the text in that order, the first at its start: `hd2` in `heading 2`. */
function isLoose(text: string, wanted: string): boolean {
  if (text[0] !== wanted[0]) return false;
  let at = -1;
  return Array.from(wanted).every((letter) => (at = text.indexOf(letter, at + 1)) >= 0);
}

/** Without case and accents: `Überschrift` is found by `uber`, too. */
function plain(text: string): string {
  return text
    .normalize('NFD')
    .replaceAll(/\p{Mn}/gu, '')
    .toLowerCase();
}
