// The changes that turn one stretch of blocks into another: what an edit of the editor does to the shared text. A split
// is one inserted marker, a join one deleted marker, a retype changed keys. Only what was typed is inserted, and only
// what was removed is deleted, so that the edits of others keep their places. Pure.

import diff from 'fast-diff';
import { equalityDeep } from 'lib0/function';
import type { Block, Formats, Json, Keys } from './body.ts';
import { flatten, lengthOf, type Step } from './flatten.ts';
import { isKnown, visibleKeys } from './schema.ts';
import { clustersOf } from './graphemes.ts';
import { holdsWords } from './schema.ts';
import { minimalEdit } from './text-diff.ts';

/** New values by name; null removes a key or a format. */
export type Assignments = Readonly<Record<string, Json>>;

/**
 * A step through the text before. Lengths are in UTF-16 units; a marker and an object count as one. A `keep` with
 * `keys` is of one marker.
 */
export type Change =
  | { readonly type: 'keep'; readonly length: number; readonly keys?: Assignments; readonly formats?: Assignments }
  | { readonly type: 'insert'; readonly step: Step }
  | { readonly type: 'delete'; readonly length: number };

/** A replacement: what is from `from` to `to` of the text before becomes what is from `start` to `end` of the other. */
interface Replacement {
  readonly from: number;
  readonly to: number;
  readonly start: number;
  readonly end: number;
}

/**
 * Stand for a marker, an object, and a marker that is kept whole, where texts are compared. Text is well-formed, so it
 * never holds these.
 */
const marker = '\uD800';
const object = '\uD801';
const opaque = '\uD802';

/** More clusters, or more lines, than this are not compared with one another: that takes time by the square. */
const mostCompared = 3000;

/**
 * The changes that turn `before` into `after`; empty when there are none. `caret` is the person's place in the text of
 * `after`; without it, the end of the change is found from the texts alone.
 *
 *     changesBetween([text('ab')], [text('a'), text('b')])
 *     // [{ type: 'keep', length: 2 }, { type: 'insert', step: { type: 'marker', keys: {} } }]
 */
export function changesBetween(before: readonly Block[], after: readonly Block[], caret?: number): Change[] {
  const [old, now] = [flatten(before), flatten(after)];
  const [oldText, nowText] = [symbolsOf(old), symbolsOf(now)];
  const changes: Change[] = [];
  let [from, start] = [0, 0];
  for (const found of replacements(oldText, nowText, caret ?? nowText.length)) {
    const replacement = leftOfMarker(old, now, found) ?? found;
    changes.push(...kept(slice(old, from, replacement.from), slice(now, start, replacement.start)));
    for (const step of slice(now, replacement.start, replacement.end)) changes.push({ type: 'insert', step });
    if (replacement.to > replacement.from) changes.push({ type: 'delete', length: replacement.to - replacement.from });
    [from, start] = [replacement.to, replacement.end];
  }
  changes.push(...kept(slice(old, from, oldText.length), slice(now, start, nowText.length)));
  return withoutIdleEnd(changes);
}

/** The text of the steps, for comparing. */
function symbolsOf(steps: readonly Step[]): string {
  return steps.map(symbolOf).join('');
}

function symbolOf(step: Step): string {
  if (step.type === 'marker') {
    if (step.keys['type'] === 'table') return symbolOfTable(step.keys);
    return isKnown(step.keys) ? marker : opaque;
  }
  return typeof step.insert === 'string' ? step.insert : object;
}

/** One of a thousand symbols, so that tables beside one another are told apart. */
function symbolOfTable({ table }: Keys): string {
  const hash = Array.from(String(table)).reduce((sum, unit) => (sum * 31 + unit.charCodeAt(0)) % 1000, 0);
  return String.fromCharCode(opaque.charCodeAt(0) + 1 + hash);
}

/** The steps from one place of the text to another. */
function slice(steps: readonly Step[], from: number, to: number): Step[] {
  const found: Step[] = [];
  let at = 0;
  for (const step of steps) {
    const end = at + lengthOf(step);
    if (from < to && end > from && at < to) found.push(part(step, Math.max(0, from - at), Math.min(end, to) - at));
    at = end;
  }
  return found;
}

function part(step: Step, from: number, to: number): Step {
  if (step.type === 'marker' || typeof step.insert !== 'string') return step;
  return { ...step, insert: step.insert.slice(from, to) };
}

/** The replacements that make one text of the other, from left to right. */
function replacements(before: string, after: string, caret: number): Replacement[] {
  const { index, remove, insert } = minimalEdit(before, after, caret);
  const edit = { from: index, to: index + remove, start: index, end: index + insert.length };
  if (edit.from === edit.to && edit.start === edit.end) return [];
  if (remove > 0 && insert.length > 0) return refined(before, after, edit);
  return [edit.end === caret ? edit : ofWholeBlocks(before, after, edit)];
}

/**
 * Blocks that are inserted or deleted are that as a whole, although the words before or behind them may begin or end as
 * theirs do: somebody else may be deleting those. An insertion or deletion that is not of whole blocks stays as it is.
 */
function ofWholeBlocks(before: string, after: string, edit: Replacement): Replacement {
  const isInsertion = edit.from === edit.to;
  const text = isInsertion ? after : before;
  const [first, last] = isInsertion ? [edit.start, edit.end] : [edit.from, edit.to];
  const isWhole = (start: number, end: number) =>
    isMarkerAt(text, start)
      ? end === text.length || isMarkerAt(text, end)
      : isMarkerAt(text, end - 1) && (start === 0 || isMarkerAt(text, start - 1));
  const movedBy = (by: number) => ({
    from: edit.from + by,
    to: edit.to + by,
    start: edit.start + by,
    end: edit.end + by,
  });
  for (let by = 0; first + by >= 0; by--) {
    if (isWhole(first + by, last + by)) return movedBy(by);
    if (text[first + by - 1] !== text[last + by - 1]) break;
  }
  for (let by = 0; last + by < text.length && text[first + by] === text[last + by]; by++) {
    if (isWhole(first + by + 1, last + by + 1)) return movedBy(by + 1);
  }
  return edit;
}

/** Whether a marker stands at a place: every lone surrogate but that of an object is one. */
function isMarkerAt(text: string, place: number): boolean {
  return /^[\uD800\uD802-\uDBFF](?![\uDC00-\uDFFF])/.test(text.slice(place, place + 2));
}

/** The same replacement in smaller ones around what both sides have in common. */
function refined(before: string, after: string, { from, to, start, end }: Replacement): Replacement[] {
  const [old, now] = [before.slice(from, to), after.slice(start, end)];
  const breaks = differingBreaks(old, now);
  const single = (i: number) => ({ from: from + i, to: from + i + 1, start: start + i, end: start + i + 1 });
  if (breaks !== null) return breaks.map(single);
  const few = old.length + now.length <= mostCompared;
  const split = few ? clustersOf : linesOf;
  const parts = compare(split(old), split(now)).map((one) => ({
    from: from + one.from,
    to: from + one.to,
    start: start + one.start,
    end: start + one.end,
  }));
  const isWhole = (one: Replacement) => one.to - one.from === old.length && one.end - one.start === now.length;
  return few ? parts : parts.flatMap((one) => (isWhole(one) ? [one] : refined(before, after, one)));
}

/**
 * Where one text has a marker and the other a line break, if that is all that differs: as when blocks become lines of
 * code, or lines blocks. Null for other texts.
 */
function differingBreaks(old: string, now: string): number[] | null {
  if (old.length !== now.length) return null;
  const places: number[] = [];
  const isBreak = (symbol: string) => symbol === marker || symbol === '\n';
  for (let i = 0; i < old.length; i++) {
    if (old[i] === now[i]) continue;
    if (!isBreak(old[i]!) || !isBreak(now[i]!)) return null;
    places.push(i);
  }
  return places;
}

/** A text cut before each marker. */
function linesOf(text: string): string[] {
  return text.split(new RegExp(`(?=${marker})`));
}

/** Compares two sequences of parts; places are in UTF-16 units of the parts joined. */
function compare(before: readonly string[], after: readonly string[]): Replacement[] {
  const whole = { from: 0, to: before.join('').length, start: 0, end: after.join('').length };
  if (before.length + after.length > mostCompared) return [whole];
  const symbols = new Map<string, string>();
  const parts: string[] = [];
  const encode = (part: string): string => {
    if (!symbols.has(part)) symbols.set(part, String.fromCharCode(parts.push(part)));
    return symbols.get(part)!;
  };
  const encoded = [before, after].map((sequence) => sequence.map(encode).join('')) as [string, string];
  const found: Replacement[] = [];
  let [from, start] = [0, 0];
  let open: Replacement | null = null;
  for (const [kind, part] of diff(...encoded, undefined, true)) {
    const length = Array.from(part).reduce((sum, symbol) => sum + parts[symbol.charCodeAt(0) - 1]!.length, 0);
    if (kind === diff.EQUAL) {
      if (open !== null) found.push(open);
      open = null;
    }
    if (kind !== diff.INSERT) from += length;
    if (kind !== diff.DELETE) start += length;
    if (kind === diff.EQUAL) continue;
    const begun: { from: number; start: number } = open ?? {
      from: kind === diff.DELETE ? from - length : from,
      start: kind === diff.INSERT ? start - length : start,
    };
    open = { from: begun.from, to: from, start: begun.start, end: start };
  }
  return open === null ? found : [...found, open];
}

/**
 * A whole block that is inserted or deleted could as well be the words of one block and the marker of the next. The
 * marker that stands before words stays theirs: with it goes the caret of somebody who writes there. Empty blocks keep
 * their own markers. Gives the replacement one marker further left; null when the given one is to be made.
 */
function leftOfMarker(old: readonly Step[], now: readonly Step[], replacement: Replacement): Replacement | null {
  const { from, to, start, end } = replacement;
  if (from !== to && start !== end) return null;
  // The marker before the replacement, or else the one at its end, is kept.
  const before = [markerBefore(old, from), markerBefore(now, start)] as const;
  const atEnd = [markerBefore(old, to), markerBefore(now, end)] as const;
  if ([...before, ...atEnd].includes(null)) return null;
  const isOfWords = holdsWords(atEnd[0]!.keys) && slice(old, to, to + 1)[0]?.type === 'run';
  const isSame = ([one, other]: typeof before) => equalityDeep(one!.keys, other!.keys);
  if (!isOfWords && isSame(before) && !isSame(atEnd)) return null;
  return { from: from - 1, to: to - 1, start: start - 1, end: end - 1 };
}

/** The marker that ends at a place, if it could as well be of another block. */
function markerBefore(text: readonly Step[], place: number): Extract<Step, { type: 'marker' }> | null {
  const [step] = slice(text, place - 1, place);
  return step?.type === 'marker' && symbolOf(step) === marker ? step : null;
}

/** The changes of keys, formats and objects where both sides have the same symbols. */
function kept(before: readonly Step[], after: readonly Step[]): Change[] {
  const changes: Change[] = [];
  const [old, now] = [[...before], [...after]];
  while (old.length > 0) {
    const [a, b] = [old.shift()!, now.shift()!];
    const length = Math.min(lengthOf(a), lengthOf(b));
    if (lengthOf(a) > length) old.unshift(part(a, length, lengthOf(a)));
    if (lengthOf(b) > length) now.unshift(part(b, length, lengthOf(b)));
    changes.push(...keptStep(a, b, length));
  }
  return changes;
}

function keptStep(before: Step, after: Step, length: number): Change[] {
  const replaced: Change[] = [
    { type: 'insert', step: after },
    { type: 'delete', length },
  ];
  if (before.type === 'marker' && after.type === 'marker') {
    const isWhole = before.cells !== undefined || !isKnown(before.keys) || isOtherTable(before.keys, after.keys);
    const wholeOf = ({ keys, cells }: typeof before) => [{ ...keys, in: null }, cells];
    if (isWhole && !equalityDeep(wholeOf(before), wholeOf(after))) return replaced;
    const keys = keyAssignments(before.keys, after.keys);
    return [{ type: 'keep', length, ...(keys && { keys }) }];
  }
  if (before.type === 'marker' || after.type === 'marker') throw new Error('A marker is no text.');
  if (typeof before.insert !== 'string' && !equalityDeep(before.insert, after.insert)) return replaced;
  const formats = assignments(before.formats, after.formats);
  return [{ type: 'keep', length, ...(formats && { formats }) }];
}

/**
 * What has to be said to make one block of the other; null when they are equal. A key that the old type or list hides
 * may have a value in the document: where the new one would show that, the value is taken away.
 */
function keyAssignments(before: Keys, after: Keys): Assignments | null {
  const changed = assignments(before, after);
  if (changed === null) return null;
  const shownBefore = visibleKeys(before);
  const hidden = visibleKeys(after).filter((name) => !shownBefore.includes(name) && !Object.hasOwn(after, name));
  return { ...Object.fromEntries(hidden.map((name) => [name, null])), ...changed };
}

function isOtherTable(before: Keys, after: Keys): boolean {
  return [before, after].some(({ type }) => type === 'table') && before['table'] !== after['table'];
}

/** What has to be said to make one record of the other; null when they are equal. */
function assignments(before: Keys | Formats, after: Keys | Formats): Assignments | null {
  const set = Object.entries(after).filter(([name, value]) => !equalityDeep(before[name], value));
  const removed = Object.keys(before).filter((name) => !Object.hasOwn(after, name));
  if (set.length + removed.length === 0) return null;
  return Object.fromEntries([...set, ...removed.map((name): [string, Json] => [name, null])]);
}

/** Joins neighbours that only keep, and leaves out the last one. */
function withoutIdleEnd(changes: readonly Change[]): Change[] {
  const joined: Change[] = [];
  const isIdle = (change: Change | undefined) => change?.type === 'keep' && !change.keys && !change.formats;
  for (const change of changes) {
    const last = joined.at(-1);
    if (change.type === 'keep' && change.length === 0) continue;
    if (last?.type === 'keep' && isIdle(last) && change.type === 'keep' && isIdle(change)) {
      joined[joined.length - 1] = { type: 'keep', length: last.length + change.length };
    } else {
      joined.push(change);
    }
  }
  if (isIdle(joined.at(-1))) joined.pop();
  return joined;
}

/** The blocks that the changes make of `before`; the counterpart of `changesBetween`, on texts without a Y.Doc. */
export function applyChanges(text: readonly Step[], changes: readonly Change[]): Step[] {
  const result: Step[] = [];
  let at = 0;
  for (const change of changes) {
    if (change.type === 'insert') result.push(change.step);
    if (change.type === 'keep') {
      for (const step of slice(text, at, at + change.length)) result.push(assigned(step, change));
    }
    if (change.type !== 'insert') at += change.length;
  }
  return [...result, ...slice(text, at, Infinity)];
}

function assigned(step: Step, { keys, formats }: { keys?: Assignments; formats?: Assignments }): Step {
  if (step.type === 'marker') return keys ? { ...step, keys: merged(step.keys, keys) } : step;
  return formats ? { ...step, formats: merged(step.formats, formats) } : step;
}

/** The record with these values; null removes one. */
export function merged(record: Keys | Formats, values: Assignments): Keys {
  return Object.fromEntries(Object.entries({ ...record, ...values }).filter(([, value]) => value !== null));
}
