// The example that docs/embed.md hands out works with a real server.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import * as Y from 'yjs';
import { startServer, until } from '../../server/testing/server.ts';
import { type Access, connectToQuire } from './quire-provider.ts';

const adminKey = 'Zx81mQpLr5TnWc7VbYk3DhJf0SgA9eU2';

/** A page that connects as the example says, and notes what it hears. */
async function openPage(
  t: TestContext,
  address: string,
  getToken: () => Promise<string | null>,
  epoch: string | null = null,
) {
  const heard = { epoch: '', access: null as Access | null, saved: null as boolean | null, refused: 0 };
  const doc = new Y.Doc();
  const provider = await connectToQuire(address, 'plan', doc, {
    getToken,
    epoch,
    onEpoch: (epoch) => (heard.epoch = epoch),
    onAccess: (access) => (heard.access = access),
    onSaved: (saved) => (heard.saved = saved),
    onRefused: (code) => (heard.refused = code),
  });
  t.after(() => {
    provider.destroy();
    doc.destroy();
  });
  return { doc, provider, heard };
}

const noToken = () => Promise.resolve(null);

test('a page with the stock provider hears when its edits are on the disk, and keeps the epoch', async (t) => {
  const server = await startServer(t);
  const { doc, heard } = await openPage(t, server.address, noToken);
  doc.getText('text').insert(0, 'Hello');
  assert.equal(heard.saved, false);
  await until(() => heard.saved === true);
  assert.equal(heard.access?.role, 'admin');
  assert.notEqual(heard.epoch, '');

  const returning = await openPage(t, server.address, noToken, heard.epoch);
  await until(() => returning.doc.getText('text').toString() === 'Hello');
  const stranger = await openPage(t, server.address, noToken, randomUUID());
  await until(() => stranger.heard.refused === 4409);
});

test('a page with the stock provider renews its token, also when the old one has expired', async (t) => {
  const server = await startServer(t, { env: { AUTH: 'token', ADMIN_KEY: adminKey } });
  let minted = 0;
  const mint = (role: string, expiresIn: number) => async () => {
    minted++;
    const response = await fetch(`http://127.0.0.1:${server.port}/api/tokens`, {
      method: 'POST',
      headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ sub: 'ada', name: 'Ada', documents: { plan: role }, expiresIn }),
    });
    return ((await response.json()) as { token: string }).token;
  };
  const ada = await openPage(t, server.address, mint('write', 2));
  ada.doc.getText('text').insert(0, 'Hello');
  await until(() => ada.heard.saved === true);
  await until(() => minted === 3); // two renewals outlive the first token
  ada.doc.getText('text').insert(5, ' world');
  await until(() => ada.heard.saved === true);

  const reader = await openPage(t, server.address, mint('read', 60));
  await until(() => reader.doc.getText('text').toString() === 'Hello world');
  assert.equal(reader.heard.access?.role, 'read');
  const stranger = await openPage(t, server.address, () => Promise.resolve('nonsense'));
  await until(() => stranger.heard.refused === 4401);
});
