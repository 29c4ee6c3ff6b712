// The clock, the timers and the chance that the SDK depends on, so that a test can hand in its own.

export interface Timers {
  /** In milliseconds since 1970. */
  now(): number;
  /** Calls `action` after `delay` milliseconds. The result cancels the call. */
  after(delay: number, action: () => void): () => void;
  /** A random number from 0, included, to 1, excluded. */
  random(): number;
}

/** The longest delay of `setTimeout`; it runs longer ones at once. */
const longestDelay = 2 ** 31 - 1;

export const systemTimers: Timers = {
  now: () => Date.now(),
  after(delay, action) {
    const timer = setTimeout(action, Math.min(delay, longestDelay));
    return () => clearTimeout(timer);
  },
  random: Math.random,
};
