import assert from 'node:assert/strict';
import { test } from 'node:test';

import { describeLink } from './link-text.ts';
import type { ShareLink } from './links-api.ts';

const now = new Date(2026, 5, 15, 12);
const day = 86_400_000;
const link: ShareLink = {
  id: 'a',
  role: 'read',
  secret: 's',
  createdAt: new Date(now.getTime() - day),
  createdBy: 'Ada',
  expiresAt: new Date(now.getTime() + 7 * day),
};

test('a link says when and by whom it was made, and when it ends', () => {
  assert.equal(describeLink(link, now), 'Made yesterday by Ada, ends in 7 days');
  assert.equal(describeLink({ ...link, expiresAt: null }, now), 'Made yesterday by Ada');
  assert.equal(describeLink({ ...link, createdBy: null, createdAt: now, expiresAt: null }, now), 'Made just now');
});
