// How many requests of doctors may take time at once, in all and by address. Everybody may ask, so each takes a place,
// over HTTP and on WebSockets alike.

import { limits } from '../limits/limits.ts';
import { Tally } from './tally.ts';

/** The seconds after which a place is likely to be free. */
export const doctorRetry = 30;

export class DoctorPlaces {
  readonly #all = new Tally();
  readonly #addresses = new Tally();

  /** Takes a place for a request of `address`. Null when there is none; the result, called once, gives it back. */
  take(address: string): (() => void) | null {
    const leaveAll = this.#all.add('', limits.doctorRequests);
    if (leaveAll === null) return null;
    const leaveAddress = this.#addresses.add(address, limits.doctorRequestsPerAddress);
    if (leaveAddress === null) {
      leaveAll();
      return null;
    }
    return () => {
      leaveAll();
      leaveAddress();
    };
  }

  /** Whether there is no place for a request of `address`. */
  isFull(address: string): boolean {
    const leave = this.take(address);
    leave?.();
    return leave === null;
  }
}
