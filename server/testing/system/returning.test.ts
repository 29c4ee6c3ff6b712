// Clients of old versions on real sockets: refused for good, they come again at once, for as long as their tab is open.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type TestContext, test } from 'node:test';
import { CloseCode } from '../../../protocol/close-codes.ts';
import { client, join, synced } from '../client.ts';
import { startServer, type TestServer, until } from '../server.ts';

const SECRET = 'k9wQz4Vb1xR7tYp3LmN8cJd6HfGs2A0e';
const ADMIN_KEY = 'Zx81mQpLr5TnWc7VbYk3DhJf0SgA9eU2';

/** A tab with y-websocket 1.3: it connects again after each close, without a pause when the WebSocket had opened. */
function openTab(t: TestContext, { address }: TestServer, path: string) {
  const tab = { codes: [] as number[], joined: false };
  let stopped = false;
  let socket: WebSocket;
  const connect = () => {
    socket = new WebSocket(`${address}/${path}`);
    socket.onmessage = () => (tab.joined = true);
    socket.onclose = ({ code }) => {
      tab.codes.push(code);
      if (!stopped) connect();
    };
  };
  connect();
  t.after(() => {
    stopped = true;
    socket.close();
  });
  return tab;
}

/** Joins and leaves `document` twenty times, one after the other; each must succeed. */
async function joinOften(t: TestContext, server: TestServer, document: string): Promise<void> {
  for (let i = 0; i < 20; i++) {
    const { connection, status, frames } = await join(t, server, document);
    assert.equal(status, 101);
    await until(() => frames().length > 0);
    connection.destroy();
  }
}

test('[LIMIT8] tabs that never stop are answered rarely, cost the log a line, and disturb nobody', async (t) => {
  const server = await startServer(t, { env: { AUTH: 'token', SECRET, ADMIN_KEY } });
  const response = await fetch(`http://127.0.0.1:${server.port}/api/tokens`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${ADMIN_KEY}` },
    body: JSON.stringify({ sub: 'ada', documents: { '*': 'admin' } }),
  });
  const { token } = (await response.json()) as { token: string };
  const tabs = Array.from({ length: 3 }, () => openTab(t, server, 'plan?token=ended'));
  await until(() => tabs.every(({ codes }) => codes.length >= 2));
  await joinOften(t, server, `other?token=${token}`);
  await joinOften(t, server, `plan?token=${token}`);
  const ada = client(t, server, 'plan', { token });
  await synced(ada);
  for (const { codes } of tabs) {
    assert.ok(codes.every((code) => code === CloseCode.unauthorized));
    assert.ok(codes.length < 10, `${codes.length} answers`);
  }
  assert.equal(server.output().split('the server rejected an upgrade').length - 1, 1);
});

test('[LIMIT8] a client of a deleted document joins as soon as the document is created again', async (t) => {
  const server = await startServer(t);
  const api = `http://127.0.0.1:${server.port}/api/documents`;
  await synced(client(t, server, 'plan'));
  assert.equal((await fetch(`${api}/plan`, { method: 'DELETE' })).status, 204);
  const tab = openTab(t, server, 'plan');
  await until(() => tab.codes.length >= 4); // it waits 4 s for the next answer
  assert.deepEqual(tab.codes, [4410, 4410, 4410, 4410]);
  assert.equal((await fetch(api, { method: 'POST', body: JSON.stringify({ name: 'plan' }) })).status, 201);
  await joinOften(t, server, 'other');
  assert.ok(tab.joined);
});

test('clients for other servers are told whose frames they send, at any address, and so is the log', async (t) => {
  const server = await startServer(t);
  const auth = Buffer.from('\x04plan\x02\x00\x05token', 'latin1');
  const ySweet = Buffer.from([102, 1, 0]);
  for (const [path, frame, reason] of [
    ['/collab/hocuspocus', auth, 'this is HocuspocusProvider; Quire speaks y-websocket'],
    ['/collab/y-sweet', ySweet, 'this is @y-sweet/client; Quire speaks y-websocket'],
    ['/collab/text', '40', 'this is a text frame; Quire speaks y-websocket, whose frames are binary'],
    ['/collab', null, 'Quire speaks y-websocket, at /collab/<document>. HocuspocusProvider and others do not fit.'],
    ['/', null, 'Quire speaks y-websocket, at /collab/<document>. HocuspocusProvider and others do not fit.'],
  ] as const) {
    const socket = new WebSocket(server.address.replace('/collab', path));
    if (frame !== null) socket.onopen = () => socket.send(frame);
    const [event] = (await once(socket, 'close')) as [CloseEvent];
    assert.deepEqual([event.code, event.reason], [CloseCode.malformed, reason], path);
    await until(() => server.output().includes(JSON.stringify(reason)));
  }
});
