// The events by which the browser tells a page about its network and its visibility. A process without a window, such
// as Node, has no such events and is never hidden.

/** Calls `listener` whenever the network changes or the page becomes visible again, until `signal` aborts. */
export function onWakeUp(listener: () => void, signal: AbortSignal): void {
  for (const event of ['online', 'offline', 'pageshow']) {
    globalThis.window?.addEventListener(event, listener, { signal });
  }
  onVisibilityChange(() => {
    if (!isHidden()) listener();
  }, signal);
}

/** Calls `listener` whenever the page is hidden or shown, until `signal` aborts. */
export function onVisibilityChange(listener: () => void, signal: AbortSignal): void {
  globalThis.document?.addEventListener('visibilitychange', listener, { signal });
}

/** Calls `listener` whenever the network may have become another one, until `signal` aborts. */
export function onNetworkChange(listener: () => void, signal: AbortSignal): void {
  globalThis.window?.addEventListener('online', listener, { signal });
  // Firefox and Safari have no `connection`.
  const { connection } = (globalThis.navigator ?? {}) as { readonly connection?: EventTarget };
  connection?.addEventListener('change', listener, { signal });
}

/** Calls `listener` when the page is left, until `signal` aborts. The page may come back from the browser's cache. */
export function onPageLeft(listener: () => void, signal: AbortSignal): void {
  globalThis.window?.addEventListener('pagehide', listener, { signal });
}

export function isHidden(): boolean {
  return globalThis.document?.hidden ?? false;
}

/** What a person at a page does with it. */
const activities = ['pointermove', 'pointerdown', 'keydown', 'wheel', 'touchstart', 'focus'] as const;

/** Calls `listener` whenever the person does something on the page, until `signal` aborts. */
export function onActivity(listener: () => void, signal: AbortSignal): void {
  for (const event of activities) {
    globalThis.window?.addEventListener(event, listener, { signal, passive: true, capture: true });
  }
}
