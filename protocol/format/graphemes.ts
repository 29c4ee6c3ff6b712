// Characters as people see them: grapheme clusters (Unicode Standard Annex #29), which no cut may split. All places in
// a text are counted in UTF-16 units, as JavaScript and Yjs do. Half a surrogate pair stands for something that is no
// text (see changes.ts), so it is a character of its own, also where a combining mark follows.

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** The cluster that holds the unit at `index`; undefined at the end. */
function clusterAt(text: string, index: number): { readonly index: number; readonly segment: string } | undefined {
  const found = segmenter.segment(text).containing(index);
  if (found === undefined || found.segment.length === 1 || !/^\p{Surrogate}/u.test(found.segment)) return found;
  return index === found.index
    ? { index, segment: found.segment.charAt(0) }
    : { index: found.index + 1, segment: found.segment.slice(1) };
}

/** The nearest place at or before `index`, from 0 to the length of `text`, that splits no cluster. */
export function boundaryBefore(text: string, index: number): number {
  return clusterAt(text, index)?.index ?? index;
}

/** The nearest place at or after `index`, from 0 to the length of `text`, that splits no cluster. */
export function boundaryAfter(text: string, index: number): number {
  const cluster = clusterAt(text, index);
  return cluster === undefined || cluster.index === index ? index : cluster.index + cluster.segment.length;
}

/** Whether a cut at `index` would split a surrogate pair. */
export function splitsPair(text: string, index: number): boolean {
  return /^[\uD800-\uDBFF][\uDC00-\uDFFF]$/.test(text.slice(Math.max(0, index - 1), index + 1));
}

/** The longest beginning of `text` that has at most `length` code units and ends with a whole cluster. */
export function truncate(text: string, length: number): string {
  // A peer's text may be millions of units long: only what stands about the cut is looked at.
  return text.length <= length ? text : text.slice(0, boundaryBefore(text.slice(0, 2 * length), length));
}

/** The grapheme clusters of `text`. */
export function clustersOf(text: string): string[] {
  return text
    .split(/(\p{Surrogate})/u)
    .flatMap((part) => Array.from(segmenter.segment(part), ({ segment }) => segment));
}
