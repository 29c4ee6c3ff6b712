import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { linkIdOf, linkSecret } from './link-secret.ts';

test('the secret of a link gives its id; any other text, and another key, gives none', () => {
  const key = randomBytes(32);
  const secret = linkSecret(key, 'abc');
  assert.equal(linkIdOf(key, secret), 'abc');
  assert.match(secret, /^[\w.-]+$/, 'a URL holds it without escapes');
  assert.equal(linkIdOf(randomBytes(32), secret), null);
  for (const wrong of [
    '',
    '.',
    'abc',
    'abc.',
    secret.slice(0, -2),
    `x${secret}`,
    secret.replace('abc', 'abd'),
    `${secret}AA`,
  ]) {
    assert.equal(linkIdOf(key, wrong), null, wrong);
  }
});
