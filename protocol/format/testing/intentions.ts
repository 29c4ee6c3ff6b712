// The model of intentions: what people did, and what must therefore hold at the end, whatever became of their edits on
// the way. The model knows characters by their numbers, and markers by their Yjs ids.

import assert from 'node:assert/strict';
import type { Item, Text } from 'yjs';

import { readBody } from '../shared-text.ts';
import { character, charactersIn } from './characters.ts';

/** A character by its number, a marker by its id, or something that cannot be traced. */
export type Element = number | string;

/** An object, or text without a number. */
const other = 'other';

/** The traceable characters and the markers of a body, in order. */
export function elementsOf(body: Text): Element[] {
  return readBody(body).flatMap(({ marker, block }): Element[] => [
    ...(marker === null ? [] : [idOf(marker)]),
    ...elementsIn(block.content.map(({ insert }) => (typeof insert === 'string' ? insert : object)).join('')),
  ]);
}

/** The formats of the characters of a body, as `format number`. */
export function formatsOf(body: Text): Set<string> {
  const runs = readBody(body).flatMap(({ block }) => block.content);
  return new Set(
    runs.flatMap(({ insert, formats }) =>
      (typeof insert === 'string' ? charactersIn(insert) : []).flatMap((number) =>
        Object.keys(formats).map((name) => `${name} ${number}`),
      ),
    ),
  );
}

const idOf = ({ id }: Item) => `${id.client}:${id.clock}`;

const object = '\u0001';

function elementsIn(text: string): Element[] {
  const elements: Element[] = [];
  let rest = text;
  for (const number of charactersIn(text)) {
    const [before, behind] = splitAt(rest, character(number));
    if (before !== '') elements.push(other);
    elements.push(number);
    rest = behind;
  }
  return rest === '' ? elements : [...elements, other];
}

function splitAt(text: string, part: string): [string, string] {
  const index = text.indexOf(part);
  assert.ok(index >= 0, 'a character was cut');
  return [text.slice(0, index), text.slice(index + part.length)];
}

/** What somebody did in one step. */
export interface Deed {
  readonly before: readonly Element[];
  readonly after: readonly Element[];
  readonly formatsBefore: ReadonlySet<string>;
  readonly formatsAfter: ReadonlySet<string>;
  /** The characters that came into the document, in this order, whether they were known or not. */
  readonly inserted: readonly number[];
  /** The characters that the person typed, in one go in each block. */
  readonly typed: readonly (readonly number[])[];
  /** Whether the person typed on behind the last character, without having moved the caret since. */
  readonly goesOn: boolean;
  readonly isHistory: boolean;
  /** Whether the person saw an older state than `before`. */
  readonly isBlind: boolean;
}

interface Trace {
  readonly author: number;
  /** Whether the last thing that a person did about the character was to delete it. */
  readonly deleted: Map<number, boolean>;
  readonly restoredBy: Set<number>;
  copies: number;
}

/** An element that came into the document, and its neighbours then. */
interface Birth {
  readonly element: Element;
  readonly left: Element | undefined;
  readonly right: Element | undefined;
}

function countsOf(elements: readonly Element[]): Map<Element, number> {
  const counts = new Map<Element, number>();
  for (const element of elements) counts.set(element, (counts.get(element) ?? 0) + 1);
  return counts;
}

/** Nobody among the people: who wrote what the document began with. */
export const nobody = -1;

export class Intentions {
  readonly #traces = new Map<number, Trace>();
  readonly #births: Birth[] = [];
  /** The formats that somebody gave a character. */
  readonly #formats: Set<string>;
  /** The characters that were typed in one go. */
  readonly #goes: number[][] = [];
  readonly #openGoes = new Map<number, number[]>();
  /** What came in at a place that cannot be traced. */
  readonly #unplaced = new Set<Element>();
  /** Characters that were typed behind another in its block. */
  readonly #joints: [number, number][] = [];

  constructor(start: readonly Element[], formats: ReadonlySet<string>) {
    this.#formats = new Set(formats);
    for (const element of start) if (typeof element === 'number') this.#trace(element, nobody);
  }

  #trace(number: number, author: number): Trace {
    let trace = this.#traces.get(number);
    if (trace === undefined) {
      trace = { author, deleted: new Map(), restoredBy: new Set(), copies: 0 };
      this.#traces.set(number, trace);
    }
    return trace;
  }

  /** Whether an element still has the place where it came in: copies have others, and so may have what was restored. */
  isFollowed(element: Element): boolean {
    if (typeof element === 'string') return element !== other;
    const trace = this.#traces.get(element)!;
    return trace.copies === 0 && trace.restoredBy.size === 0;
  }

  acted(who: number, deed: Deed): void {
    const { before, after, inserted, typed, goesOn, isHistory, isBlind } = deed;
    for (const format of deed.formatsAfter) if (!deed.formatsBefore.has(format)) this.#formats.add(format);
    const left = countsOf(after);
    for (const [element, count] of countsOf(before)) {
      if (typeof element !== 'number' || (left.get(element) ?? 0) >= count) continue;
      const trace = this.#trace(element, nobody);
      if (isHistory) {
        const isOwn = trace.author === who || trace.deleted.has(who) || trace.copies > 0;
        assert.ok(isOwn, `an undo or redo of ${who} removed ${element}, which ${trace.author} typed`);
      }
      trace.deleted.set(who, true);
    }
    for (const number of inserted) {
      const isKnown = this.#traces.has(number);
      const trace = this.#trace(number, who);
      if (!isKnown) continue;
      if (isHistory) trace.restoredBy.add(who);
      else trace.copies += 1;
      trace.deleted.set(who, false);
    }
    const [was, came] = [new Set(before), new Set<Element>(inserted)];
    for (const [i, element] of after.entries()) {
      const isNew = typeof element === 'number' ? came.has(element) : !was.has(element);
      const [left, right] = [after[i - 1], after[i + 1]];
      if (isNew && element !== other) this.#births.push({ element, left, right });
      if (isNew && (isBlind || left === other || right === other)) this.#unplaced.add(element);
    }
    for (const go of typed) this.#typed(who, after, go, goesOn, isBlind);
  }

  #typed(who: number, after: readonly Element[], typed: readonly number[], goesOn: boolean, isBlind: boolean): void {
    const open = goesOn ? this.#openGoes.get(who) : undefined;
    if (open === undefined) {
      this.#openGoes.set(who, [...typed]);
      this.#goes.push(this.#openGoes.get(who)!);
    } else {
      open.push(...typed);
    }
    const left = after[after.indexOf(typed[0]!) - 1];
    if (typeof left === 'number' && !isBlind) this.#joints.push([left, typed[0]!]);
  }

  /** Checks what must hold when everybody has everything. */
  check(end: readonly Element[], formats: ReadonlySet<string>): void {
    this.#checkFormats(formats);
    const counts = countsOf(end);
    for (const [number, trace] of this.#traces) this.#checkCount(number, trace, counts.get(number) ?? 0);
    const places = new Map(end.map((element, place) => [element, place]));
    const isUnique = (number: number) => counts.get(number) === 1 && this.isFollowed(number);
    for (const go of this.#goes) {
      const left = go.filter(isUnique);
      for (const [i, number] of left.slice(1).entries()) {
        const members = go.slice(go.indexOf(left[i]!), go.indexOf(number) + 1);
        this.#checkNeighbours(end, places.get(left[i]!)!, places.get(number)!, members);
      }
    }
    for (const [one, other] of this.#joints) {
      if (!isUnique(one) || !isUnique(other)) continue;
      this.#checkNeighbours(end, places.get(one)!, places.get(other)!, [one, other]);
    }
  }

  /** Checks that no format runs on: what was there from the beginning has only what somebody gave it. */
  #checkFormats(formats: ReadonlySet<string>): void {
    for (const format of formats) {
      const number = Number(format.split(' ')[1]);
      if (this.#traces.get(number)!.author !== nobody || !this.isFollowed(number)) continue;
      assert.ok(this.#formats.has(format), `nobody gave this format to a character: ${format}`);
    }
  }

  #checkCount(number: number, { author, deleted, restoredBy, copies }: Trace, count: number): void {
    const people = [...deleted.keys()];
    const [least, most] =
      copies > 0
        ? [copies > 1 || people.some((who) => deleted.get(who)) ? 0 : 1, 1 + copies]
        : people.length === 0
          ? [1, 1]
          : people.length === 1
            ? [deleted.get(people[0]!) ? 0 : 1, deleted.get(people[0]!) ? 0 : 1]
            : [0, restoredBy.size > 0 ? 1 : 0];
    const fate = `typed by ${author}, deleted by [${people.join()}], restored by [${[...restoredBy].join()}]`;
    assert.ok(
      least <= count && count <= most,
      `character ${number} is there ${count} times: ${fate}, ${copies} copies`,
    );
  }

  /** Checks that nothing is between two characters but what was put between them. */
  #checkNeighbours(end: readonly Element[], from: number, to: number, members: readonly number[]): void {
    const [one, other] = [end[from]!, end[to]!];
    assert.ok(from < to, `character ${other} was typed behind ${one}, and is before it`);
    const between = end.slice(from + 1, to).filter((element) => !members.includes(element as number));
    if (between.length === 0) return;
    const put = this.#putBetween(members);
    const strange = between.filter((element) => !put.has(element) && this.isFollowed(element));
    assert.deepEqual(strange, [], `nobody put these between ${one} and ${other}`);
  }

  /**
   * What came between these characters: beside one of them, or beside something that came between them. A marker that
   * came directly behind one is none: what is typed there at the same time stays before the marker. That does not hold
   * where somebody typed before, and the words were deleted.
   */
  #putBetween(members: readonly number[]): Set<Element> {
    const [first, last] = [members[0]!, members.at(-1)!];
    const put = new Set<Element>(members);
    for (let known = 0; known < put.size;) {
      known = put.size;
      for (const { element, left, right } of this.#births) {
        const isBehind = left !== undefined && left !== last && put.has(left);
        const isBefore = right !== undefined && right !== first && put.has(right);
        const isSplit =
          typeof element === 'string' && members.includes(left as number) && !this.#isDeletedBehind(left!);
        if (isBefore || (isBehind && !isSplit) || this.#unplaced.has(element)) put.add(element);
      }
    }
    return put;
  }

  #isDeletedBehind(place: Element): boolean {
    return this.#births.some(
      ({ element, left }) =>
        (left === place || left === other) &&
        typeof element === 'number' &&
        this.#traces.get(element)!.deleted.size > 0,
    );
  }
}
