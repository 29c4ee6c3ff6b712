// What the person at this device has switched on or off. A switch that nobody touched is on.

const keys = {
  /** Readers of screens hear who comes, goes and writes beside the person. */
  announce: 'quire.announce',
  /** The outline stands beside the page, where there is room. */
  outline: 'quire.outline',
} as const;

export type Switch = keyof typeof keys;

export function isOn(storage: Storage, name: Switch): boolean {
  return storage.getItem(keys[name]) !== 'off';
}

/** Stores a switch. One that cannot be stored lasts for this visit. */
export function saveSwitch(storage: Storage, name: Switch, on: boolean): void {
  try {
    storage.setItem(keys[name], on ? 'on' : 'off');
  } catch {
    // The storage is full or forbidden.
  }
}
