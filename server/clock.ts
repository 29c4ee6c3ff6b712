// Time as an argument: code that needs the time gets a clock, which a test can set.

export interface Clock {
  /** Monotonic: milliseconds since some moment. */
  now(): number;
  /** The time of day: milliseconds since 1970, UTC. May be set back. */
  date(): number;
  /**
   * Calls `act` once, after `delay` milliseconds; 0 stands for the end of this turn of the event loop, after pending
   * I/O. The result cancels the call. An `idle` timer alone does not keep the process running.
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
