// How the kit and its specs wait: a condition is checked again at short intervals until it holds. A wait ends as soon
// as it can, and is given up after the `expect.timeout` of the Playwright config, which is long for busy machines.
import { expect } from '@playwright/test';

/** The pauses between checks in milliseconds; the last one repeats. Playwright's own grow to a second. */
const intervals = [20, 50, 100, 100, 200];

/**
 * `expect.poll` with short pauses, as in `await eventually(() => ada.text()).toContain('bread')`. A page that goes to
 * another address while it is read is read again.
 */
export function eventually<Value>(
  read: () => Value | Promise<Value>,
  options: { message?: string; timeout?: number } = {},
) {
  return expect.poll(() => acrossNavigations(read), { intervals, ...options });
}

async function acrossNavigations<Value>(read: () => Value | Promise<Value>): Promise<Value> {
  for (;;) {
    try {
      return await read();
    } catch (error) {
      if (!/context was destroyed/.test(String(error))) throw error;
    }
  }
}
