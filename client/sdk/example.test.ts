// How a page of somebody else's uses the SDK: it hands in where it keeps keys, profiles and copies, and names a server.

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { Collaboration } from './collaboration.ts';
import { Presence } from './presence.ts';
import { MemoryCopies, MemoryKeys, memoryProfiles, eventually } from './testing/memory.ts';
import { TestServer } from './testing/server.ts';

/** A page with keys, a profile and copies of its own. */
function openPage(t: TestContext, server: TestServer, name: string, account: string | null) {
  const keys = new MemoryKeys(account);
  const profiles = memoryProfiles(name);
  const copies = new MemoryCopies();
  const open = (document: string) => {
    const collaboration = new Collaboration(document, { keys, profiles, copies, server: server.url });
    const presence = new Presence(collaboration.awareness, profiles, document);
    t.after(() => {
      presence.destroy();
      collaboration.destroy();
    });
    return { collaboration, presence, text: collaboration.doc.getText('text') };
  };
  return { keys, profiles, copies, open };
}

const isSaved = ({ collaboration }: { collaboration: Collaboration }) =>
  eventually(() => collaboration.synced && !collaboration.pending);

test('[EMBED1] two people with different keys, profiles and copies write in one process', async (t) => {
  const server = await TestServer.start(t);
  server.accepted.clear();
  server.accepted.add('token of Ada').add('token of Ben');
  const adasPage = openPage(t, server, 'Ada', 'token of Ada');
  const bensPage = openPage(t, server, 'Ben', 'token of Ben');
  const [ada, ben] = [adasPage.open('plan'), bensPage.open('plan')];
  await Promise.all([ada.collaboration.connect(), ben.collaboration.connect()]);
  await Promise.all([isSaved(ada), isSaved(ben)]);
  assert.deepEqual(new Set(server.tokensIn('plan')), new Set(['token of Ada', 'token of Ben']));

  ada.text.insert(0, 'Hello ');
  await isSaved(ada);
  await eventually(() => ben.text.toString() === 'Hello ');
  ben.text.insert(6, 'world');
  await isSaved(ben);
  await eventually(() => ada.text.toString() === 'Hello world');
  assert.equal(server.docs.get('plan')!.getText('text').toString(), 'Hello world');

  await eventually(() => ada.presence.people.length === 2 && ben.presence.people.length === 2);
  assert.deepEqual(
    [ada, ben].map(({ presence }) => presence.people.map(({ name }) => name)),
    [
      ['Ada', 'Ben'],
      ['Ben', 'Ada'],
    ],
  );
  const colors = ada.presence.people.map(({ color }) => color);
  assert.notEqual(colors[0], colors[1], 'both chose the same');

  await ada.collaboration.discard();
  assert.deepEqual([adasPage.copies.stored.size, bensPage.copies.stored.size], [0, 1]);
});

test('[SAVED1] a change is saved when the server acknowledges it, and not when it is sent', async (t) => {
  const server = await TestServer.start(t);
  const ada = openPage(t, server, 'Ada', null).open('plan');
  await ada.collaboration.connect();
  await isSaved(ada);
  server.acknowledges = false;
  ada.text.insert(0, 'Hello');
  await eventually(() => ada.collaboration.status === 'saving');
  assert.equal(server.docs.get('plan')!.getText('text').toString(), 'Hello', 'the server has the change');
  assert.equal(ada.collaboration.pending, true);
  server.acknowledges = true;
  await eventually(() => ada.collaboration.status === 'saved');
});

test('[LOCAL4] a document opens from its copy first, and then brings what the server lacks', async (t) => {
  const server = await TestServer.start(t);
  const page = openPage(t, server, 'Ada', null);
  const first = page.open('plan');
  await first.collaboration.connect();
  first.text.insert(0, 'Hello');
  await isSaved(first);
  first.collaboration.destroy();
  server.docs.delete('plan');
  const second = page.open('plan');
  await second.collaboration.connect();
  assert.deepEqual([second.collaboration.hasLocalCopy, second.text.toString()], [true, 'Hello']);
  assert.deepEqual([second.collaboration.synced, second.collaboration.role], [false, 'write']);
  await isSaved(second);
  assert.equal(server.docs.get('plan')!.getText('text').toString(), 'Hello');
});

test('[KEY4] a page that no key opens says so, and opens once another key comes', async (t) => {
  const server = await TestServer.start(t);
  server.accepted.clear();
  server.accepted.add('valid');
  const page = openPage(t, server, 'Ada', 'expired');
  const { collaboration } = page.open('plan');
  await collaboration.connect();
  await eventually(() => collaboration.endReason !== null);
  assert.equal(collaboration.endReason?.kind, 'unauthorized');
  assert.equal(page.keys.keysOf().account, null, 'the expired token is forgotten');
  page.keys.signIn('valid');
  await eventually(() => collaboration.synced);
  assert.equal(collaboration.endReason, null);
});
