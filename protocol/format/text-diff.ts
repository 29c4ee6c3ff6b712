// One line of text that two people edit: what an edit changed, and where a caret stands after somebody else's edit. The
// title and the editor's text are edited with these. Pure.

import { boundaryAfter, boundaryBefore, splitsPair } from './graphemes.ts';

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
 * the result is the edit that ends at `caret`, which is the person's place in `after`.
 *
 * No edit splits a surrogate pair, since Yjs would store U+FFFD for each half. An edit that removes text removes whole
 * grapheme clusters and inserts whole ones. A pure insertion may go into a cluster, as a combining mark does.
 *
 *     minimalEdit('hello', 'helllo', 3) // { index: 2, remove: 0, insert: 'l' }
 *     minimalEdit('😀', '😁', 2) // { index: 0, remove: 2, insert: '😁' }
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
  return widened(before, after, start, end);
}

/** Widens an edit that leaves `start` units before it and `end` after it, until it splits no character. */
function widened(before: string, after: string, start: number, end: number): Edit {
  if (splitsPair(before, start) || splitsPair(after, start)) start -= 1;
  if (splitsPair(before, before.length - end) || splitsPair(after, after.length - end)) end -= 1;
  const isInsertion = start + end === before.length;
  const isDeletion = start + end === after.length;
  for (let settled = isInsertion || (isDeletion && cutsWhole(before, start, before.length - end)); !settled;) {
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

/** Whether what is between two places of `text` are whole grapheme clusters of it. */
function cutsWhole(text: string, start: number, end: number): boolean {
  return boundaryBefore(text, start) === start && boundaryAfter(text, end) === end;
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
