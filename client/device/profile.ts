// Who the person in this browser is: a name and a colour, remembered from visit to visit.

import { palette } from '../sdk/palette.ts';

export interface Profile {
  /** 1 to 40 characters. */
  readonly name: string;
  /** One of the palette's values. */
  readonly color: string;
}

/** No name is longer, in UTF-16 units: it has to fit beside a caret. */
export const longestName = 40;

const key = 'quire.identity';
const birds = [
  'Heron',
  'Finch',
  'Wren',
  'Plover',
  'Linnet',
  'Curlew',
  'Dunlin',
  'Siskin',
  'Avocet',
  'Swift',
  'Teal',
  'Lark',
];

/** The identity remembered in `storage`; a new one, remembered from now on, when there is none that can be used. */
export function loadProfile(storage: Storage): Profile {
  const remembered = read(storage);
  if (remembered !== null) return remembered;
  const identity = { name: anyOf(birds), color: anyOf(palette).value };
  saveProfile(storage, identity);
  return identity;
}

/** Remembers `identity`, where the browser lets us. */
export function saveProfile(storage: Storage, identity: Profile): void {
  try {
    storage.setItem(key, JSON.stringify(identity));
  } catch {
    // No room, or not allowed: it holds for this visit.
  }
}

/**
 * What has no place in one line of text: control characters, and those that turn the direction of what stands beside.
 */
const unruly = /[\p{Cc}\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]+/gu;

/**
 * `name` as it is shown: in one line, without white space around it, not too long; `Guest` when nothing is left of it.
 */
export function displayName(name: unknown): string {
  const whole = typeof name === 'string' ? name.replace(unruly, ' ').trim() : '';
  const trimmed = whole.slice(0, longestName).toWellFormed().trim();
  return trimmed === '' ? 'Guest' : trimmed;
}

function read(storage: Storage): Profile | null {
  try {
    const { name, color } = JSON.parse(storage.getItem(key) ?? 'null') as Record<string, unknown>;
    const known = palette.find(({ value }) => value === color);
    return known === undefined || typeof name !== 'string' ? null : { name: displayName(name), color: known.value };
  } catch {
    return null;
  }
}

function anyOf<Item>(items: readonly Item[]): Item {
  return items[Math.floor(Math.random() * items.length)]!;
}
