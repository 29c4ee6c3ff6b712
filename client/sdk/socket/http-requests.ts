// The requests of one session over plain HTTP, and the waits between them. Each request has a time limit, and none
// rejects: an answer comes back, or null. Nothing waits any longer when the session is over.

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

type UrlParameters = Readonly<Record<string, string | number>>;

export class SessionRequests {
  readonly timers: Timers;
  readonly #fetch: typeof fetch;
  readonly #address: URL;
  readonly #end: (ending: Ending) => void;
  readonly #over = new AbortController();
  /** What ends the waits that are under way. */
  readonly #sleepers = new Set<() => void>();

  /** `address` is that of a WebSocket. Calls `end` when the server says that the session is over, or seems gone. */
  constructor(address: string, { fetch, timers }: RequestDeps, end: (ending: Ending) => void) {
    this.timers = timers;
    this.#fetch = fetch;
    this.#address = new URL(address);
    this.#end = end;
  }

  /** The id of the session, which each address has from then on. */
  set session(id: string) {
    this.#address.searchParams.set('session', id);
  }

  /** The address of a request, with `parameters`. */
  url(parameters: UrlParameters): string {
    return this.#url(parameters, this.#address.protocol.replace('ws', 'http'));
  }

  /** The address of a WebSocket, with `parameters`. */
  webSocketUrl(parameters: UrlParameters): string {
    return this.#url(parameters, this.#address.protocol);
  }

  /**
   * Sends a request, and reads its answer with `read`, within `limit` milliseconds. Null when that fails. `signal` ends
   * the request earlier; by default, the end of the session does.
   */
  async ask<T>(
    parameters: UrlParameters,
    init: RequestInit,
    limit: number,
    read: (response: Response) => Promise<T>,
    signal = this.#over.signal,
  ): Promise<T | null> {
    const controller = new AbortController();
    const abort = () => controller.abort();
    const cancel = this.timers.after(limit, abort);
    signal.addEventListener('abort', abort);
    try {
      if (signal.aborted) return null;
      const answer = await this.#fetch(this.url(parameters), { ...init, cache: 'no-store', signal: controller.signal });
      return await read(answer);
    } catch {
      return null;
    } finally {
      cancel();
      signal.removeEventListener('abort', abort);
    }
  }

  /** Ends the session, if a refusal says so. The result is false, for a request that failed. */
  async endBy(refusal: Response): Promise<false> {
    const ending = await endingIn(refusal);
    if (ending !== null) this.#end(ending);
    return false;
  }

  /** Waits for `delay`, or until something changes; null ends the session. */
  async pause(delay: number | null): Promise<void> {
    if (delay === null) return this.#end(abnormal);
    if (this.#over.signal.aborted) return;
    await new Promise<void>((resolve) => {
      const cancel = this.timers.after(delay, () => end());
      const end = () => {
        cancel();
        this.#sleepers.delete(end);
        resolve();
      };
      this.#sleepers.add(end);
    });
  }

  /** Ends all waits: something has changed. */
  wake(): void {
    for (const end of this.#sleepers) end();
  }

  /** To be called when the session is over. */
  stop(): void {
    this.#over.abort();
    this.wake();
  }

  #url(parameters: UrlParameters, protocol: string): string {
    const url = new URL(this.#address);
    url.protocol = protocol;
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, String(value));
    return url.href;
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
