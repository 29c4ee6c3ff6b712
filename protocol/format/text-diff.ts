// One line of shared text under two hands: what an edit changed, and where a caret is after somebody else's. Pure; the
// title is edited with it.

import { boundaryAfter, boundaryBefore, splitsPair } from './graphemes.ts';

/** An edit of a string: at `index`, `remove` code units went and `insert` came. */
export interface Edit {
  readonly index: number;
  readonly remove: number;
  readonly insert: string;
}

/** A step of a Yjs text delta. */
export interface DeltaStep {
  readonly retain?: number;
  readonly insert?: unknown;
  readonly delete?: number;
}

/**
 * The smallest single edit that makes `before` into `after`. Where several would do, as when an `l` is added to
 * `hello`, it is the one that ends at `caret`, the place in `after` where the person is.
 *
 * The edit splits no surrogate pair: Yjs would store U+FFFD for each half. It removes no part of a grapheme cluster
 * either, so a person who replaces an emoji replaces the whole of it; only pure insertions may go into one.
 */
export function minimalEdit(before: string, after: string, caret: number): Edit {
  const longest = Math.min(before.length, after.length);
  // What stands after the caret was not typed just now: let the end match first, so far as it reaches the caret.
  let end = 0;
  const endLimit = Math.min(longest, after.length - caret);
  while (end < endLimit && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  let start = 0;
  while (start < longest - end && before[start] === after[start]) start += 1;
  while (end < longest - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  return widened(before, after, start, end);
}

/** The edit from `start` to `end` places before the end, widened until it cuts neither text within a character. */
function widened(before: string, after: string, start: number, end: number): Edit {
  if (splitsPair(before, start) || splitsPair(after, start)) start -= 1;
  if (splitsPair(before, before.length - end) || splitsPair(after, after.length - end)) end -= 1;
  for (let settled = start + end === before.length; !settled;) {
    const from = Math.min(boundaryBefore(before, start), boundaryBefore(after, start));
    const [until, afterUntil] = [before.length - end, after.length - end];
    const rest = Math.min(
      before.length - boundaryAfter(before, until),
      after.length - boundaryAfter(after, afterUntil),
    );
    settled = from === start && rest === end;
    [start, end] = [from, rest];
  }
  return { index: start, remove: before.length - end - start, insert: after.slice(start, after.length - end) };
}

/** Where a caret at `position` is after somebody else's change: it stays at its character. */
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
