// The smallest edits that make one list of ids of another, for lists that others edit too. Pure.

import diff from 'fast-diff';

export type ListEdit =
  | { readonly type: 'delete'; readonly index: number }
  | { readonly type: 'insert'; readonly index: number; readonly items: readonly string[] };

/**
 * The edits, one after another, by which a list comes to count as `after`. `countingOf` gives the items of a list that
 * count. Others stay where they are, but no item that is deleted stays a second time.
 *
 *     listEdits(['a', 'b'], ['b', 'a'], (list) => list)
 *     // [{ type: 'delete', index: 0 }, { type: 'insert', index: 1, items: ['a'] }]
 */
export function listEdits(
  list: readonly unknown[],
  after: readonly string[],
  countingOf: (list: readonly unknown[]) => readonly string[],
): ListEdit[] {
  const before = countingOf(list);
  const symbols = new Map([...new Set([...before, ...after])].map((id, i) => [id, String.fromCharCode(i + 1)]));
  const encode = (ids: readonly string[]) => ids.map((id) => symbols.get(id)!).join('');
  const edits: ListEdit[] = [];
  const rest: unknown[] = [...list];
  let [index, from, to] = [0, 0, 0];
  for (const [kind, part] of diff(encode(before), encode(after), undefined, true)) {
    if (kind === diff.INSERT) {
      const items = after.slice(to, to + part.length);
      edits.push({ type: 'insert', index, items });
      rest.splice(index, 0, ...items);
      [index, to] = [index + part.length, to + part.length];
      continue;
    }
    for (const id of before.slice(from, from + part.length)) {
      index = rest.indexOf(id, index);
      if (kind === diff.EQUAL) index += 1;
      for (let at = index; kind === diff.DELETE && at >= 0; at = rest.indexOf(id, at)) {
        rest.splice(at, 1);
        edits.push({ type: 'delete', index: at });
      }
    }
    from += part.length;
    if (kind === diff.EQUAL) to += part.length;
  }
  return edits;
}
