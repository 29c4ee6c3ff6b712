// Whether an update repeats the structs of a document under the same ids with another content. Two pages with one Yjs
// client id make such updates, and Yjs would take the second for known. Structs are compared unit by unit, since a
// replica may have split or merged them. What either side has collected is equal to everything. Pure; the cost grows
// with what overlaps.

import { isDeepStrictEqual } from 'node:util';
import * as Y from 'yjs';
import type { DecodedUpdate } from './would-change.ts';

type Struct = DecodedUpdate['structs'][number];

/** The clock of the first struct of each client in an update. */
export type Starts = ReadonlyMap<number, number>;

/** The starts of an update, in the order of its clients. */
export function startsOf({ structs }: DecodedUpdate): Starts {
  const starts = new Map<number, number>();
  for (const struct of structs) {
    const { client, clock } = struct.id;
    if (!(struct instanceof Y.Skip) && !starts.has(client)) starts.set(client, clock);
  }
  return starts;
}

/** Whether any struct of an update with these starts may be in `doc` already. */
export function overlaps({ store }: Y.Doc, starts: Starts): boolean {
  for (const [client, clock] of starts) if (clock < Y.getState(store, client)) return true;
  return false;
}

/** Whether any unit of the update is in `doc` with another content or at another place. */
export function conflicts(doc: Y.Doc, { structs }: DecodedUpdate): boolean {
  let client = -1;
  let known: readonly Struct[] = [];
  let index = 0;
  let state = 0;
  for (const struct of structs) {
    if (struct.id.client !== client) {
      client = struct.id.client;
      known = doc.store.clients.get(client) ?? [];
      state = Y.getState(doc.store, client);
      index = struct.id.clock < state ? Y.findIndexSS(known as Y.Item[], struct.id.clock) : 0;
    }
    const end = Math.min(struct.id.clock + struct.length, state);
    for (let clock = struct.id.clock; clock < end;) {
      while (endOf(known[index]!) <= clock) index++;
      const until = Math.min(end, endOf(known[index]!));
      if (!isSame(doc, known[index]!, struct, clock, until)) return true;
      clock = until;
    }
  }
  return false;
}

const endOf = ({ id, length }: Struct): number => id.clock + length;

/** Whether two structs of one client agree from the clock `from` up to, but not including, `to`. */
function isSame(doc: Y.Doc, known: Struct, other: Struct, from: number, to: number): boolean {
  if (!(known instanceof Y.Item) || !(other instanceof Y.Item)) return true; // garbage, or a gap
  return (
    Y.compareIDs(originAt(known, from), originAt(other, from)) &&
    Y.compareIDs(known.rightOrigin, other.rightOrigin) &&
    (from > other.id.clock || hasParentOf(doc, known, other)) &&
    hasSameContent(known, other, from, to)
  );
}

/** Within an item, each unit stands behind the one before. */
function originAt(item: Y.Item, clock: number): Y.ID | null {
  return clock > item.id.clock ? Y.createID(item.id.client, clock - 1) : item.origin;
}

/** Whether the place of `other` is in the type of `known`, as far as `other` says so itself. */
function hasParentOf({ share }: Y.Doc, known: Y.Item, other: Y.Item): boolean {
  const parent = other.parent as unknown;
  if (parent === null || known.parent === null) return true;
  if (other.parentSub !== null && other.parentSub !== known.parentSub) return false;
  const type = known.parent as Y.AbstractType<unknown>;
  if (typeof parent === 'string') return share.get(parent) === type;
  return !(parent instanceof Y.ID) || Y.compareIDs(type._item?.id ?? null, parent);
}

function hasSameContent(known: Y.Item, other: Y.Item, from: number, to: number): boolean {
  const [a, b] = [known.content, other.content];
  if (a instanceof Y.ContentDeleted || b instanceof Y.ContentDeleted) return true;
  if (a.constructor !== b.constructor) return false;
  const [startA, startB] = [from - known.id.clock, from - other.id.clock];
  const length = to - from;
  if (a instanceof Y.ContentString) {
    return isSameText(a.str, startA, (b as Y.ContentString).str, startB, length);
  }
  if (a instanceof Y.ContentAny || a instanceof Y.ContentJSON) {
    const [left, right] = [a.arr, (b as Y.ContentAny).arr] as [unknown[], unknown[]];
    for (let i = 0; i < length; i++) if (!isDeepStrictEqual(left[startA + i], right[startB + i])) return false;
    return true;
  }
  return isDeepStrictEqual(essence(a), essence(b));
}

/** Yjs puts U+FFFD in the place of both halves of a character that it has split, on the replicas that split it. */
function isSameText(a: string, startA: number, b: string, startB: number, length: number): boolean {
  for (let i = 0; i < length; i++) {
    const [left, right] = [a.charCodeAt(startA + i), b.charCodeAt(startB + i)];
    if (left !== right && !(isHalf(left) && isHalf(right))) return false;
  }
  return true;
}

const isHalf = (unit: number): boolean => unit === 0xfffd || (unit >= 0xd800 && unit < 0xe000);

/** What identifies content of one unit. */
function essence(content: Y.Item['content']): unknown {
  if (content instanceof Y.ContentFormat) return [content.key, content.value];
  if (content instanceof Y.ContentEmbed) return content.embed;
  if (content instanceof Y.ContentBinary) return content.content;
  if (content instanceof Y.ContentDoc) return content.doc.guid;
  if (!(content instanceof Y.ContentType)) return null;
  const { type } = content;
  return [type.constructor.name, type instanceof Y.XmlElement ? type.nodeName : null];
}
