// The log of the server. A line that repeats within a minute becomes one line with a count, since peers can cause some
// lines as often as they like. The number of different lines in a minute is limited, too.

import { type DestinationStream, type Logger, pino } from 'pino';
import type { Clock } from './clock.ts';
import { limits } from './limits/limits.ts';
import { messageOf } from '../protocol/error-message.ts';

/** A line, written again with the number of its repetitions. */
type Write = (repeated: number) => void;

const overflow = 'many different lines; this one stands for those beyond the limit';

/** Logs from `level` on. The first of equal lines is written at once, the others as a count when a minute is over. */
export function openLog(level: string, clock: Clock, destination: DestinationStream = pino.destination(2)): Logger {
  const lines = new Lines(clock);
  return pino(
    {
      level,
      base: null,
      errorKey: 'error',
      hooks: {
        logMethod(args, method, lineLevel) {
          const write = (fields: object, message: string) => method.call(this, fields, message);
          const [first, second] = args as [object | string, string?];
          const [fields, message] = typeof first === 'string' ? [{}, first] : [first, second ?? ''];
          const key = JSON.stringify([lineLevel, message, fields], withErrors);
          const writeLine: Write = (repeated) => write(repeated === 0 ? fields : { ...fields, repeated }, message);
          if (lines.add(key, writeLine)) return;
          if (lineLevel >= pino.levels.values['error']!) return writeLine(0); // an operator needs all of these
          lines.add(overflow, (repeated) => write(repeated === 0 ? {} : { repeated }, overflow), Infinity);
        },
      },
    },
    destination,
  );
}

/** Lines are equal when their errors say the same. */
const withErrors = (_key: string, value: unknown): unknown => (value instanceof Error ? messageOf(value) : value);

/** The lines that were written within the last minute, and how often each was repeated since. Pure over a clock. */
export class Lines {
  readonly #clock: Clock;
  readonly #lines = new Map<string, { repeated: number; readonly write: Write }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#lines.size;
  }

  /** Writes the line `key` now, or counts it. False when it is new and `bound` others are known: nothing is done. */
  add(key: string, write: Write, bound: number = limits.logLines): boolean {
    const known = this.#lines.get(key);
    if (known !== undefined) {
      known.repeated++;
      return true;
    }
    if (this.#lines.size >= bound) return false;
    this.#lines.set(key, { repeated: 0, write });
    write(0);
    this.#tellLater(key);
    return true;
  }

  #tellLater(key: string): void {
    this.#clock.after(limits.logWindow, () => this.#tell(key), 'idle');
  }

  #tell(key: string): void {
    const line = this.#lines.get(key)!;
    if (line.repeated === 0) return void this.#lines.delete(key);
    line.write(line.repeated);
    line.repeated = 0;
    this.#tellLater(key);
  }
}
