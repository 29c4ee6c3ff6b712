// When a room flushes. A small or quiet room flushes at once. In a crowded one flushes keep an interval that grows with
// the people in it, after the first few of a burst. Pure: times are arguments, in milliseconds.

import { limits } from '../limits/limits.ts';

/**
 * The pace of one room. A flush that is scheduled takes the place of the one before: only an earlier one ever is.
 *
 *     const pacer = new Pacer((delay) => setTimer(delay));
 *     pacer.flushSoon(room.size, now);
 */
export class Pacer {
  readonly #schedule: (delay: number) => void;
  /** The time of the scheduled flush. */
  #nextFlush = Infinity;
  /** When `limits.flushesAtOnce` flushes may follow one another again without a wait, as `fullAt` in limits/rate.ts. */
  #fullAt = -Infinity;

  /** `schedule` is called with the delay of each flush, in place of the one that was scheduled before. */
  constructor(schedule: (delay: number) => void) {
    this.#schedule = schedule;
  }

  /** A flush that relays something is needed: as soon as the pace with `people` members allows. */
  flushSoon(people: number, now: number): void {
    const allowance = flushInterval(people) * (limits.flushesAtOnce - 1);
    this.flushWithin(Math.max(0, this.#fullAt - allowance - now), now);
  }

  /** A flush is needed that relays an update of another server, which has waited for a flush there. */
  flushShared(people: number, now: number): void {
    this.flushWithin(flushInterval(people) * limits.sharedWait, now);
  }

  /** A flush is needed within `delay`. */
  flushWithin(delay: number, now: number): void {
    if (now + delay >= this.#nextFlush) return;
    this.#nextFlush = now + delay;
    this.#schedule(delay);
  }

  /** The room flushes now. `relays` says whether it relays anything: only such a flush counts for the pace. */
  flushed(people: number, relays: boolean, now: number): void {
    this.#nextFlush = Infinity;
    if (!relays) return;
    const interval = flushInterval(people);
    const longest = now + interval * limits.flushesAtOnce; // flushes for other servers do not wait for the pace
    this.#fullAt = Math.min(longest, Math.max(this.#fullAt, now) + interval);
  }
}

/** The time between the flushes of a long burst, in a room of `people` members. */
export function flushInterval(people: number): number {
  return Math.min(limits.flushWindow, Math.max(0, people - limits.quietRoom) * limits.flushWindowPerPerson);
}

/**
 * The time until the next multiple of `period`. Rooms that wait for a multiple all flush in the same turn of the event
 * loop.
 */
export function untilNext(period: number, now: number): number {
  return period - (now % period);
}
