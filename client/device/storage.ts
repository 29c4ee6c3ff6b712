// The browser's storage, for good or for one tab. Some browsers forbid it, for example in private windows, and throw
// even when a page looks at it. A storage in memory, which lasts as long as the page, then takes its place. Servers at
// several paths of one site share the storage, so each of them has a part of it.

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

/** The items of a storage whose names begin with `scope`, under their names without it. */
class Part implements Storage {
  readonly #whole: Storage;
  readonly #scope: string;
  [name: string]: unknown;

  constructor(whole: Storage, scope: string) {
    this.#whole = whole;
    this.#scope = scope;
  }

  get length(): number {
    return this.#names().length;
  }

  key(index: number): string | null {
    return this.#names()[index]?.slice(this.#scope.length) ?? null;
  }

  getItem(key: string): string | null {
    return this.#whole.getItem(this.#scope + key);
  }

  setItem(key: string, value: string): void {
    this.#whole.setItem(this.#scope + key, value);
  }

  removeItem(key: string): void {
    this.#whole.removeItem(this.#scope + key);
  }

  clear(): void {
    for (const name of this.#names()) this.#whole.removeItem(name);
  }

  #names(): string[] {
    return namesIn(this.#whole).filter((name) => name.startsWith(this.#scope));
  }
}

/** The names of all items of a storage. */
export const namesIn = (storage: Storage): string[] =>
  Array.from({ length: storage.length }, (_, index) => storage.key(index)!);

/**
 * The browser's storage of this kind, or a new one in memory when the browser forbids its own. With a `scope`, the part
 * of it whose items have names that begin so. Never throws.
 */
export function openStorage(kind: 'localStorage' | 'sessionStorage', scope = ''): Storage {
  try {
    globalThis[kind].getItem('');
    return scope === '' ? globalThis[kind] : new Part(globalThis[kind], scope);
  } catch {
    return new Memory();
  }
}
