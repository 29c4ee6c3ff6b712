// How often something may be done: so much at once after a pause, and so much a second for as long as one likes.
// It is a bucket of tokens, told by one number: the time at which it will be full again. Pure: the time comes in.

export interface Rate {
  readonly perSecond: number;
  /** How much a full bucket holds. */
  readonly atOnce: number;
}

/**
 * Takes `cost` out of a bucket that will be full at `fullAt`; both times in milliseconds. Gives the time at which it
 * will be full after that, or null when there is not so much in it: then nothing is taken.
 */
export function spend(fullAt: number, cost: number, now: number, { perSecond, atOnce }: Rate): number | null {
  const next = Math.max(fullAt, now) + (cost / perSecond) * 1000;
  return next - now > (atOnce / perSecond) * 1000 ? null : next;
}
