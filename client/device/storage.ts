// The browser's storage, for good or for one tab. Some browsers forbid it, for example in private windows, and throw
// even when a page looks at it. A storage in memory, which lasts as long as the page, then takes its place.

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

/** The browser's storage of this kind, or a new one in memory when the browser forbids its own. Never throws. */
export function openStorage(kind: 'localStorage' | 'sessionStorage'): Storage {
  try {
    globalThis[kind].getItem('');
    return globalThis[kind];
  } catch {
    return new Memory();
  }
}
