// SECRET and ADMIN_KEY. The server rejects a key that can be guessed. It makes a key that is not configured, once, and
// keeps it in a file that only the owner of the process can read.

import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '../../protocol/error-message.ts';

const shortestKey = 32;

/** Parts of keys that stand in examples, which an attacker tries first. */
const wellKnown = [
  'a-string-secret-at-least-256-bits-long', // jwt.io
  'your-256-bit-secret', // jwt.io in earlier years
  'change', // …-me, …-this
  'secretsecret',
  'passwordpassword',
  'example',
  'abcdefgh',
  '12345678',
  '01234567',
];

/** Why `key` cannot be used, as a sentence without its subject: `must have at least …`. Null when it can be used. */
export function weakness(key: string): string | null {
  if (key.length < shortestKey) return `must have at least ${shortestKey} characters`;
  const plain = key.toLowerCase();
  if (new Set(plain).size < 10 || wellKnown.some((known) => plain.includes(known))) {
    return 'must be random, so that nobody can guess it: `openssl rand -base64 32` makes one';
  }
  return null;
}

export interface Key {
  readonly value: string;
  /** The file that holds the key; null when the key was configured. */
  readonly file: string | null;
}

/**
 * The key `configured`, or else the key in the file `name` of `directory`. A missing file is created with a new key.
 * Throws an Error with a sentence for the operator when the file cannot be used.
 */
export function loadKey(configured: string | undefined, directory: string, name: string): Key {
  if (configured !== undefined) return { value: configured, file: null };
  const file = join(directory, name);
  createKeyFile(file);
  const value = readKeyFile(file);
  const fault = weakness(value);
  if (fault !== null) throw unusable(file, `its content ${fault}`);
  return { value, file };
}

/** Writes a new key to `file`, unless the file exists. */
function createKeyFile(file: string): void {
  try {
    writeFileSync(file, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx', flush: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw unusable(file, messageOf(error));
  }
}

function readKeyFile(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw unusable(file, messageOf(error));
  }
}

const unusable = (file: string, why: string): Error => new Error(`The key in ${file} cannot be used: ${why}.`);
