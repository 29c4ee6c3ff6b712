// One line of text that two people edit: what an edit changed, and where a caret stands after somebody else's edit. The
// title is edited with these. Pure.

/** An edit of a string: at `index`, `insert` replaces `remove` UTF-16 units. */
export interface Edit {
  readonly index: number;
  readonly remove: number;
  readonly insert: string;
}

/** A step of a Yjs text delta, in UTF-16 units; an `insert` that is not a string counts as one. */
export interface DeltaStep {
  readonly retain?: number;
  readonly insert?: unknown;
  readonly delete?: number;
}

/**
 * The smallest single edit that turns `before` into `after`. If there are several, as when an `l` is added to `hello`,
 * the result is the edit that ends at `caret`, which is the person's place in `after`. No edit splits a surrogate pair.
 *
 *     minimalEdit('hello', 'helllo', 3) // { index: 2, remove: 0, insert: 'l' }
 */
export function minimalEdit(before: string, after: string, caret: number): Edit {
  const longest = Math.min(before.length, after.length);
  // The text after the caret was not typed just now, so it is matched first.
  let end = 0;
  const endLimit = Math.min(longest, after.length - caret);
  while (end < endLimit && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  let start = 0;
  while (start < longest - end && before[start] === after[start]) start += 1;
  while (end < longest - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  return withoutSplits(before, after, start, end);
}

/** Widens an edit that leaves `start` units before it and `end` after it, so that it splits no surrogate pair. */
function withoutSplits(before: string, after: string, start: number, end: number): Edit {
  const splits = (text: string, at: number) =>
    /[\uD800-\uDBFF]/.test(text[at - 1] ?? '') && /[\uDC00-\uDFFF]/.test(text[at] ?? '');
  if (splits(before, start) || splits(after, start)) start -= 1;
  if (splits(before, before.length - end) || splits(after, after.length - end)) end -= 1;
  return { index: start, remove: before.length - end - start, insert: after.slice(start, after.length - end) };
}

/** Where a caret at `position` stands after somebody else's change: at the same character as before. */
export function movedBy(delta: readonly DeltaStep[], position: number): number {
  let read = 0;
  let moved = position;
  for (const step of delta) {
    if (read > position) break;
    if (step.retain !== undefined) read += step.retain;
    else if (step.insert !== undefined) {
      if (read < position) moved += typeof step.insert === 'string' ? step.insert.length : 1;
    } else if (step.delete !== undefined) {
      moved -= Math.max(0, Math.min(step.delete, position - read));
      read += step.delete;
    }
  }
  return moved;
}
