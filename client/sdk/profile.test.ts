import assert from 'node:assert/strict';
import { test } from 'node:test';
import { longestPersonName } from '../../protocol/roles.ts';
import { displayName } from './profile.ts';

test('[PEOPLE2] a name is one line, and changes no text direction', () => {
  assert.equal(displayName('\u202e\u0000Ada\r\nL.\u2066'), 'Ada L.');
  assert.equal(displayName('\u200b\ufeff'), 'Guest');
  assert.equal(displayName('👩\u200d🚀'), '👩\u200d🚀');
  assert.ok(displayName(`${'x'.repeat(longestPersonName - 1)}👩`).isWellFormed());
});
