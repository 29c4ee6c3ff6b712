// Clients that were refused for a lasting reason and come again. Old clients of Yjs never stop, some without any pause.
// Each is answered later and later: its connection is held meanwhile, at the cost of a socket and a timer. Pure over a
// clock; what is kept of a client is a digest.

import { createHmac, randomBytes } from 'node:crypto';
import type { Duplex } from 'node:stream';
import type { Clock } from '../clock.ts';
import { limits } from '../limits/limits.ts';
import { reject, type UpgradeRejection } from './rejection.ts';
import { Tally } from './tally.ts';

/** Requests that would be refused for the same reason. */
export interface Client {
  /** A digest of the address, the document and the credential. */
  readonly key: string;
  readonly address: string;
  /** The name of the document, or the path that names none. */
  readonly document: string;
}

interface Refused {
  readonly document: string;
  /** The refusals of the client, of which those at the same time count as one. */
  readonly times: number;
  /** Until then, the client's connections are held. */
  readonly answerAt: number;
  /** Ends the waiting of each held connection. */
  readonly held: Set<() => void>;
}

const digestKey = randomBytes(32);

/** The client of a request. `credential` is whatever tells clients of one address apart, such as the token. */
export function clientOf(address: string, document: string, credential: readonly (string | null)[]): Client {
  const text = JSON.stringify([address, document, ...credential]);
  return { key: createHmac('sha256', digestKey).update(text).digest('base64'), address, document };
}

export class Refusals {
  readonly #clock: Clock;
  /** By key; the client that was refused last comes last. */
  readonly #clients = new Map<string, Refused>();
  readonly #heldPerAddress = new Tally();
  #lastSweep = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The number of clients in memory. */
  get size(): number {
    return this.#clients.size;
  }

  /** Remembers that `client` was refused, and is to be answered later the next time: after `longest` at most. */
  note({ key, document }: Client, longest: number = limits.longestHold): void {
    const now = this.#clock.now();
    if (now - this.#lastSweep > limits.refusalMemory) this.#sweep(now);
    const known = this.#clients.get(key);
    if (known !== undefined && now < known.answerAt) return; // another of its tabs was refused in the same moment
    const times = known === undefined || isForgotten(known, now) ? 0 : known.times;
    const answerAt = now + Math.min(limits.firstHold * 2 ** times, longest);
    this.#clients.delete(key);
    const [oldest] = this.#clients.keys();
    if (this.#clients.size >= limits.refusedClients) this.#clients.delete(oldest!);
    this.#clients.set(key, { document, times: times + 1, answerAt, held: new Set() });
  }

  /**
   * Holds the connection of `client` on `socket`, and resolves with null when it may be answered: at once, unless the
   * client was refused just now. Resolves with a rejection when too many connections are held.
   */
  async hold({ key, address }: Client, socket: Duplex): Promise<UpgradeRejection | null> {
    const client = this.#clients.get(key);
    const wait = (client?.answerAt ?? 0) - this.#clock.now();
    if (client === undefined || wait <= 0) return null;
    const isFull = client.held.size >= limits.heldPerClient;
    const leave = isFull ? null : this.#heldPerAddress.add(address, limits.heldPerAddress);
    // An HTTP answer: old clients pause after attempts that never opened, and only after those. To end an older
    // connection instead would make its tab come again at once.
    if (leave === null) return reject(429, 'This client was refused, and comes too often.', Math.ceil(wait / 1000));
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancelTimer = this.#clock.after(wait, resolve, 'idle');
    client.held.add(resolve);
    socket.once('close', resolve);
    await promise;
    cancelTimer();
    client.held.delete(resolve);
    socket.off('close', resolve);
    leave();
    return null;
  }

  /** Forgets the refusals in `document`, whose reason may have ended, and answers the connections that are held. */
  forget(document: string): void {
    for (const [key, client] of this.#clients) {
      if (client.document !== document) continue;
      this.#clients.delete(key);
      for (const release of client.held) release();
    }
  }

  #sweep(now: number): void {
    this.#lastSweep = now;
    for (const [key, client] of this.#clients) if (isForgotten(client, now)) this.#clients.delete(key);
  }
}

const isForgotten = ({ answerAt }: Refused, now: number): boolean => now > answerAt + limits.refusalMemory;
