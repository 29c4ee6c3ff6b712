// Rate limits as token buckets: a burst after a pause, and a steady rate for as long as one likes. The whole state of a
// bucket is one number, the time at which it will be full again (the generic cell rate algorithm, ITU-T I.371). Pure.

export interface Rate {
  /** How fast the bucket fills. */
  readonly perSecond: number;
  /** How much a full bucket holds. */
  readonly atOnce: number;
}

/**
 * Takes `cost` out of a bucket that will be full at `fullAt`; times are in milliseconds. Returns the time at which the
 * bucket will be full after that; or null when it does not hold as much, and nothing is taken.
 *
 *     const next = spend(fullAt, 1, now, { perSecond: 5, atOnce: 20 });
 *     if (next === null) refuse();
 *     else fullAt = next;
 */
export function spend(fullAt: number, cost: number, now: number, { perSecond, atOnce }: Rate): number | null {
  const next = Math.max(fullAt, now) + (cost / perSecond) * 1000;
  return next - now > (atOnce / perSecond) * 1000 ? null : next;
}
