// What this browser remembers for pages of this origin. Some browsers forbid it, as in private windows, and even looking
// at it throws there: what is remembered then lasts as long as the page.

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

/** The local storage, or one in memory where there is none that can be read. */
function openStorage(): Storage {
  try {
    localStorage.getItem('');
    return localStorage;
  } catch {
    return new Memory();
  }
}

let opened: Storage | undefined;

/** What this device remembers; the same object each time, which can be read without an error. */
export function deviceStorage(): Storage {
  return (opened ??= openStorage());
}
