// How many connections an address and a document may have, and how fast an address may make new ones. Pure over a
// clock. Nothing is kept of an address without a connection, once its rate limit has recovered.

import type { Clock } from '../clock.ts';
import { limits } from '../limits/limits.ts';
import { type Rate, spend } from '../limits/rate.ts';
import { reject, type UpgradeRejection } from './rejection.ts';
import { Tally } from './tally.ts';

/** A connection that is counted for its address and its document. */
export interface Slot {
  readonly type: 'slot';
  /** Ends the count. To be called once, when the connection is closed. */
  release(): void;
}

const joinRate: Rate = { perSecond: limits.joinsPerSecond, atOnce: limits.joinsAtOnce };

/** The milliseconds in which the rate limit of any address recovers completely. */
const recoveryTime = (joinRate.atOnce / joinRate.perSecond) * 1000;

/** The seconds in which the heartbeat finds and drops a dead connection, which makes room for another. */
const deadConnectionTime = (3 * limits.heartbeatInterval) / 1000;

export class Admission {
  readonly #clock: Clock;
  readonly #addresses = new Tally();
  readonly #documents = new Tally();
  /** For each address with recent joins: when its rate limit will have recovered. */
  readonly #recoversAt = new Map<string, number>();
  #lastSweep = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The number of addresses and documents in memory. */
  get size(): number {
    return this.#addresses.size + this.#documents.size + this.#recoversAt.size;
  }

  /** Counts a connection from `address` to `document`, or to none, unless that exceeds a limit. */
  enter(address: string, document: string | null): Slot | UpgradeRejection {
    if (!this.#mayJoin(address)) {
      return reject(429, 'This address makes too many joins a second. Try again in a second.', 1);
    }
    const leaveAddress = this.#addresses.add(address, limits.connectionsPerAddress);
    if (leaveAddress === null) {
      const detail = 'This address has too many connections. Close some, or try again later.';
      return reject(429, detail, deadConnectionTime);
    }
    const leaveDocument = document === null ? () => {} : this.#documents.add(document, limits.connectionsPerDocument);
    if (leaveDocument === null) {
      leaveAddress();
      return reject(503, 'This document has too many connections. Try again later.', deadConnectionTime);
    }
    return {
      type: 'slot',
      release() {
        leaveAddress();
        leaveDocument();
      },
    };
  }

  #mayJoin(address: string): boolean {
    const now = this.#clock.now();
    if (now - this.#lastSweep > recoveryTime) this.#sweep(now);
    const recoversAt = spend(this.#recoversAt.get(address) ?? 0, 1, now, joinRate);
    if (recoversAt === null) return false;
    this.#recoversAt.set(address, recoversAt);
    return true;
  }

  #sweep(now: number): void {
    this.#lastSweep = now;
    for (const [address, at] of this.#recoversAt) if (at <= now) this.#recoversAt.delete(address);
  }
}
