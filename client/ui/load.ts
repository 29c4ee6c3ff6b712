// Code that a page does without at first. A lost network or a later deployment may keep it away: the next chance is
// taken.

/** The events of a page at which code that could not be fetched is fetched again. */
export const chances = ['online', 'focus', 'pointerdown'] as const;

/**
 * Sees to it that a style sheet which could not be fetched is fetched again at the next chance: Vite's preloading
 * fetches none twice, and a part would stay without its looks. To be called once.
 */
export function refetchStyles(): void {
  const onError = ({ target }: Event) => {
    if (!(target instanceof HTMLLinkElement) || target.rel !== 'stylesheet') return;
    const refetched = new AbortController();
    const refetch = () => {
      refetched.abort();
      target.replaceWith(target.cloneNode());
    };
    for (const chance of chances) window.addEventListener(chance, refetch, { signal: refetched.signal });
  };
  window.addEventListener('error', onError, { capture: true }); // these events do not bubble
}

/** Safari has no `requestIdleCallback`. */
export function whenIdle(run: () => void): void {
  if ('requestIdleCallback' in window) window.requestIdleCallback(run);
  else setTimeout(run, 1_000);
}

/**
 * Calls `use` once the code that `load` fetches is there. The result ends what `use` has begun, or the wait.
 *
 *     return whenLoaded(() => import('./announcements.ts'), ({ announcePeople }) => announcePeople(options));
 */
export function whenLoaded<Module>(load: () => Promise<Module>, use: (module: Module) => () => void): () => void {
  const ended = new AbortController();
  let stop: (() => void) | null = null;
  const begin = (module: Module) => {
    if (stop === null && !ended.signal.aborted) stop = use(module);
  };
  const tryNow = () => {
    if (stop === null) void load().then(begin, () => {});
  };
  tryNow();
  for (const chance of chances) window.addEventListener(chance, tryNow, { signal: ended.signal });
  return () => {
    ended.abort();
    stop?.();
  };
}

/** Code that has to be there at once when it is needed. */
export interface Late<Module> {
  /** Null until the code is there. */
  readonly current: Module | null;
  /** Fetches the code, unless it is there. */
  fetch(): Promise<Module>;
}

/**
 * Code for what people do only once a page shows. The page calls `fetch` then.
 *
 *     const copying = late(() => import('./copy.ts'));
 */
export function late<Module>(load: () => Promise<Module>): Late<Module> {
  let current: Module | null = null;
  return {
    get current() {
      return current;
    },
    fetch: async () => (current ??= await load()),
  };
}
