import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { keyFrom, weakness } from './keys.ts';

test('a key is refused when it is shorter than 32 characters, well known, or hardly random', () => {
  for (const encoding of ['base64', 'base64url', 'hex'] as const) {
    for (let i = 0; i < 100; i++) assert.equal(weakness(randomBytes(32).toString(encoding)), null);
  }
  const key = randomBytes(32).toString('base64url');
  assert.equal(weakness(key.slice(0, 32)), null);
  assert.match(weakness(key.slice(0, 31))!, /at least 32 characters/);
  for (const guessed of [
    'a-string-secret-at-least-256-bits-long',
    'your-256-bit-secret-your-256-bit-secret',
    'please-change-this-very-secret-key-now',
    'ChangeMeChangeMeChangeMeChangeMe-01',
    'x'.repeat(64),
    'abcabcabcabcabcabcabcabcabcabcabcabc',
    '0123456789012345678901234567890123456789',
  ]) {
    assert.match(weakness(guessed)!, /must be random/, guessed);
  }
});

test('a key that nobody gave is made once, for the owner alone to read', (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'quire-keys-'));
  t.after(() => rmSync(directory, { recursive: true }));
  const made = keyFrom(undefined, directory, 'secret');
  assert.equal(made.file, join(directory, 'secret'));
  assert.equal(statSync(made.file!).mode & 0o777, 0o600);
  assert.equal(weakness(made.value), null);
  assert.deepEqual(keyFrom(undefined, directory, 'secret'), made);
  assert.notEqual(keyFrom(undefined, directory, 'admin-key').value, made.value);
  assert.deepEqual(keyFrom('given', directory, 'secret'), { value: 'given', file: null });
  assert.equal(readFileSync(made.file!, 'utf8').trim(), made.value);
});

test('a file with a key that can be guessed, or that cannot be read, is refused with a sentence', (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'quire-keys-'));
  t.after(() => rmSync(directory, { recursive: true }));
  writeFileSync(join(directory, 'secret'), 'short\n');
  assert.throws(
    () => keyFrom(undefined, directory, 'secret'),
    /^Error: The key in .*secret cannot be used: what is in it must have at least 32/,
  );
  assert.throws(
    () => keyFrom(undefined, join(directory, 'nowhere'), 'secret'),
    /^Error: The key in .* cannot be used: ENOENT/,
  );
});
