// Whether the person at this device wants to hear who comes and goes. They do until they say otherwise.

const key = 'quire.announce';

export function announcesPeople(storage: Storage): boolean {
  return storage.getItem(key) !== 'off';
}

/** Stores the wish. One that cannot be stored lasts for this visit. */
export function saveAnnouncesPeople(storage: Storage, on: boolean): void {
  try {
    storage.setItem(key, on ? 'on' : 'off');
  } catch {
    // The storage is full or forbidden.
  }
}
