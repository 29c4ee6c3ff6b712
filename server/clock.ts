// Time, as those who need it are given it, so that a test can be in charge of it.

export interface Clock {
  /** Milliseconds since some moment; never runs backwards. */
  now(): number;
  /** What a calendar says: milliseconds since 1970, UTC. May be set back. */
  date(): number;
  /**
   * Calls `act` once, after `delay` milliseconds; 0 means as soon as what has already arrived is read.
   * The result calls it off. An `idle` wait alone does not keep the process running.
   */
  after(delay: number, act: () => void, idle?: 'idle'): () => void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  date: () => Date.now(),
  after(delay, act, idle) {
    if (delay === 0) {
      const immediate = setImmediate(act);
      return () => clearImmediate(immediate);
    }
    const timer = setTimeout(act, delay);
    if (idle) timer.unref();
    return () => clearTimeout(timer);
  },
};
