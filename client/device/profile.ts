// Who the person in this browser is: a name and a colour, remembered from visit to visit.

import { palette } from '../sdk/palette.ts';
import { displayName, type Profile } from '../sdk/profile.ts';

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
