// The requests of one session over plain HTTP. Each has a time limit, and none rejects: an answer comes back, or null.

import { CloseCode } from '../../../protocol/close-codes.ts';
import type { Timers } from '../timers.ts';

export interface RequestDeps {
  readonly fetch: typeof fetch;
  readonly timers: Timers;
}

/** The close code and the reason that an answer tells. */
export interface Ending {
  readonly code: number;
  readonly reason: string;
}

/** What a WebSocket tells a page of a connection that broke, or could not be made. */
export const abnormal: Ending = { code: 1006, reason: '' };

/**
 * Sends a request, and reads its answer with `read`, within `limit` milliseconds. Null when that fails. `signal` ends
 * the request earlier.
 */
export async function request<T>(
  { fetch, timers }: RequestDeps,
  url: string,
  init: RequestInit,
  limit: number,
  signal: AbortSignal,
  read: (response: Response) => Promise<T>,
): Promise<T | null> {
  const controller = new AbortController();
  const abort = () => controller.abort();
  const cancel = timers.after(limit, abort);
  signal.addEventListener('abort', abort);
  try {
    if (signal.aborted) return null;
    return await read(await fetch(url, { ...init, cache: 'no-store', signal: controller.signal }));
  } catch {
    return null;
  } finally {
    cancel();
    signal.removeEventListener('abort', abort);
  }
}

/** How an answer ends the session; null for one that does not, such as a proxy's. */
export async function endingIn(response: Response): Promise<Ending | null> {
  const problem = ((await response.json().catch(() => null)) ?? {}) as Record<string, unknown>;
  const { code, reason = problem.detail } = problem;
  if (Number.isInteger(code)) return { code: code as number, reason: typeof reason === 'string' ? reason : '' };
  if (response.status === 413) return { code: CloseCode.tooLarge, reason: 'a message is too large' };
  return response.status === 404 || response.status === 410 ? abnormal : null;
}

/** In milliseconds. After `over`, the page rather says that it is not connected than hopes on. */
const waits = { first: 100, longest: 2_000, over: 10_000 };

/** The waits between attempts that fail: each a random share of a bound that doubles. */
export class Backoff {
  readonly #timers: Timers;
  #failures = 0;
  #since = 0;

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  succeeded(): void {
    this.#failures = 0;
  }

  /** Notes a failure. The wait before the next attempt; null when all have failed for too long. */
  failed(): number | null {
    const now = this.#timers.now();
    if (this.#failures === 0) this.#since = now;
    if (now - this.#since >= waits.over) return null;
    const bound = Math.min(waits.first * 2 ** this.#failures, waits.longest);
    this.#failures++;
    return bound * (0.5 + this.#timers.random() / 2);
  }
}
