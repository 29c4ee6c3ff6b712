import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadKey, weakness } from './keys.ts';

test('a key that is shorter than 32 characters, well known or hardly random is rejected', () => {
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

test('a key that is not configured is made once, in a file that only its owner can read', (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'quire-keys-'));
  t.after(() => rmSync(directory, { recursive: true }));
  const made = loadKey(undefined, directory, 'secret');
  assert.equal(made.file, join(directory, 'secret'));
  assert.equal(statSync(made.file!).mode & 0o777, 0o600);
  assert.equal(weakness(made.value), null);
  assert.deepEqual(loadKey(undefined, directory, 'secret'), made);
  assert.notEqual(loadKey(undefined, directory, 'admin-key').value, made.value);
  assert.deepEqual(loadKey('given', directory, 'secret'), { value: 'given', file: null });
  assert.equal(readFileSync(made.file!, 'utf8').trim(), made.value);
});

test('a key file that cannot be read, or whose key can be guessed, is an error with a sentence', (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'quire-keys-'));
  t.after(() => rmSync(directory, { recursive: true }));
  writeFileSync(join(directory, 'secret'), 'short\n');
  assert.throws(
    () => loadKey(undefined, directory, 'secret'),
    /^Error: The key in .*secret cannot be used: its content must have at least 32/,
  );
  assert.throws(
    () => loadKey(undefined, join(directory, 'nowhere'), 'secret'),
    /^Error: The key in .* cannot be used: ENOENT/,
  );
});
