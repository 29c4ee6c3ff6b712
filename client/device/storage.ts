// What this browser remembers for pages of this origin, for good or for one tab. Some browsers forbid it, as in private
// windows, and even looking at it throws there: what is remembered then lasts as long as the page.

class Memory implements Storage {
  readonly #map = new Map<string, string>();
  [name: string]: unknown;

  get length(): number {
    return this.#map.size;
  }

  key(index: number): string | null {
    return [...this.#map.keys()][index] ?? null;
  }

  getItem(key: string): string | null {
    return this.#map.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    this.#map.set(key, value);
  }

  removeItem(key: string): void {
    this.#map.delete(key);
  }

  clear(): void {
    this.#map.clear();
  }
}

/** The browser's storage of this kind, or one in memory where there is none that can be read. */
function openStorage(kind: 'localStorage' | 'sessionStorage'): Storage {
  try {
    globalThis[kind].getItem('');
    return globalThis[kind];
  } catch {
    return new Memory();
  }
}

let device: Storage | undefined;
let tab: Storage | undefined;

/** What this device remembers; the same object each time, which can be read without an error. */
export function deviceStorage(): Storage {
  return (device ??= openStorage('localStorage'));
}

/** What this tab remembers as long as it is open; in all else the same. */
export function tabStorage(): Storage {
  return (tab ??= openStorage('sessionStorage'));
}
