// How the kit and its specs wait: a condition is checked again at short intervals until it holds. A wait ends as soon
// as it can, and is given up after the `expect.timeout` of the Playwright config, which is long for busy machines.
import { expect } from '@playwright/test';

/** The pauses between checks in milliseconds; the last one repeats. Playwright's own grow to a second. */
const intervals = [20, 50, 100, 100, 200];

/** `expect.poll` with short pauses, as in `await eventually(() => ada.text()).toContain('bread')`. */
export function eventually<Value>(
  read: () => Value | Promise<Value>,
  options: { message?: string; timeout?: number } = {},
) {
  return expect.poll(read, { intervals, ...options });
}
