// What a browser says on the console of a page.
import { expect, type Person } from './kit/index.ts';

/** Fails if the page told of an error, such as of a style that its policy forbids. */
export function noComplaint({ console }: Person): void {
  expect(console.filter((line) => /^(?:error|warning):/.test(line))).toEqual([]);
}
