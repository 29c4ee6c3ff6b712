// SECRET and ADMIN_KEY. Keys that can be guessed are refused; keys that nobody gave are made once and kept in files
// that only the owner of the process can read.

import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const shortest = 32;

/** What stands in examples, and is therefore tried first. */
const wellKnown = [
  'a-string-secret-at-least-256-bits-long', // jwt.io
  'your-256-bit-secret', // jwt.io before
  'change', // …-me, …-this
  'secretsecret',
  'passwordpassword',
  'example',
  'abcdefgh',
  '12345678',
  '01234567',
];

/** Why `key` must not be used, as what it has to be; null when it may be. */
export function weakness(key: string): string | null {
  if (key.length < shortest) return `must have at least ${shortest} characters`;
  const plain = key.toLowerCase();
  if (new Set(plain).size < 10 || wellKnown.some((known) => plain.includes(known))) {
    return 'must be random, not something that can be guessed; `openssl rand -base64 32` makes one';
  }
  return null;
}

/** A key, and the file that it was made in; null when it was given. */
export interface Key {
  readonly value: string;
  readonly file: string | null;
}

/**
 * The key that was `given`, or else that in the file `name` of `directory`, which is made with a new key when it is not
 * there. Throws with a sentence when the file cannot be used.
 */
export function keyFrom(given: string | undefined, directory: string, name: string): Key {
  if (given !== undefined) return { value: given, file: null };
  const file = join(directory, name);
  try {
    writeFileSync(file, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx', flush: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw unusable(file, (error as Error).message);
  }
  let value: string;
  try {
    value = readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw unusable(file, (error as Error).message);
  }
  const why = weakness(value);
  if (why !== null) throw unusable(file, `what is in it ${why}`);
  return { value, file };
}

const unusable = (file: string, why: string): Error => new Error(`The key in ${file} cannot be used: ${why}.`);
