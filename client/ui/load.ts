// Code that a page does without at first. A lost network or a later deployment may keep it away: the next chance is
// taken.

/** The events of a page at which code that could not be fetched is fetched again. */
export const chances = ['online', 'focus', 'pointerdown'] as const;

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
