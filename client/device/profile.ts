// The profile of the person in front of this browser, stored from visit to visit. Home loads this file, so it must load
// nothing of Yjs.

import { palette } from '../sdk/palette.ts';
import { displayName, type Profile, type ProfileStore } from '../sdk/profile.ts';
import { texts } from '../texts/first-texts.ts';

const key = 'quire.identity';
const deviceKey = 'quire.device';

/** The profile in `storage`. When none is stored, or a broken one, a new profile is stored first. */
export function profileStore(storage: Storage): ProfileStore {
  const save = (profile: Profile): void => {
    try {
      storage.setItem(key, JSON.stringify(profile));
    } catch {
      // The storage is full or forbidden: the profile lasts for this visit.
    }
  };
  const load = (): Profile => {
    const stored = read(storage);
    if (stored !== null) return stored;
    const profile = { name: anyOf(texts.guests.birds), color: anyOf(palette).value };
    save(profile);
    return profile;
  };
  return { load, save, device: deviceIn(storage), subscribe };
}

/** A browser without storage gets a secret that lasts for this visit. */
function deviceIn(storage: Storage): string {
  const stored = storage.getItem(deviceKey);
  if (stored !== null) return stored;
  const made = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))));
  try {
    storage.setItem(deviceKey, made);
  } catch {
    // The storage is full or forbidden.
  }
  return made;
}

/** Browsers send the event to the other pages of a site alone. */
function subscribe(listener: () => void): () => void {
  const onStorage = (event: StorageEvent) => {
    if (event.key === key) listener();
  };
  globalThis.window?.addEventListener('storage', onStorage);
  return () => globalThis.window?.removeEventListener('storage', onStorage);
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
