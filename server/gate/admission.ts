// Who is let in as far as numbers go: how many connections an address and a document have, and how fast an address
// makes new ones. Pure over a clock. It remembers an address only as long as it has a connection or has just made one.

import type { Clock } from '../clock.ts';
import { limits } from '../limits/limits.ts';
import type { UpgradeRejection } from '../http/problem.ts';
import { type Rate, spend } from '../limits/rate.ts';
import { Tally } from './tally.ts';

export interface Admitted {
  /** To be called once, when the connection is gone. */
  leave(): void;
}

const joinRate: Rate = { perSecond: limits.joinsPerSecond, atOnce: limits.joinsAtOnce };

/** In this time the joins of any address are forgiven, in milliseconds. */
const forgiven = (joinRate.atOnce / joinRate.perSecond) * 1000;

/** In seconds: a connection that is dead without a word is found out and dropped in this time. */
const untilDropped = (3 * limits.heartbeatInterval) / 1000;

export class Admission {
  readonly #clock: Clock;
  readonly #addresses = new Tally();
  readonly #documents = new Tally();
  /** For each address that has just joined, when its bucket of joins will be full. */
  readonly #joins = new Map<string, number>();
  #lastSweep = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How many addresses and documents it remembers anything of. */
  get size(): number {
    return this.#addresses.size + this.#documents.size + this.#joins.size;
  }

  /** Counts in one connection from `address` to `document`, unless that is one too many. */
  enter(address: string, document: string): Admitted | UpgradeRejection {
    if (!this.#mayJoin(address)) {
      return { status: 429, detail: 'too many joins a second from this address', retryAfter: 1 };
    }
    const leaveAddress = this.#addresses.enter(address, limits.connectionsPerAddress);
    if (leaveAddress === null) {
      return { status: 429, detail: 'too many connections from this address', retryAfter: untilDropped };
    }
    const leaveDocument = this.#documents.enter(document, limits.connectionsPerDocument);
    if (leaveDocument === null) {
      leaveAddress();
      return { status: 503, detail: 'too many are in this document', retryAfter: untilDropped };
    }
    return {
      leave() {
        leaveAddress();
        leaveDocument();
      },
    };
  }

  #mayJoin(address: string): boolean {
    const now = this.#clock.now();
    if (now - this.#lastSweep > forgiven) this.#sweep(now);
    const fullAt = spend(this.#joins.get(address) ?? 0, 1, now, joinRate);
    if (fullAt === null) return false;
    this.#joins.set(address, fullAt);
    return true;
  }

  #sweep(now: number): void {
    this.#lastSweep = now;
    for (const [address, fullAt] of this.#joins) if (fullAt <= now) this.#joins.delete(address);
  }
}
