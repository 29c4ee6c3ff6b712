import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import * as decoding from 'lib0/decoding';
import { WebSocketServer } from 'ws';
import * as Y from 'yjs';
import { MessageType } from '../../protocol/messages.ts';
import { Connection, type ConnectionEvents } from './connection.ts';
import type { TokenSource } from './token-source.ts';
import { Ledger } from './ledger.ts';

const nothing: ConnectionEvents = {
  welcomed: () => {},
  acknowledged: () => {},
  noticed: () => {},
  synced: () => {},
  lost: () => {},
  refused: () => {},
  denied: () => {},
};

/** A server that lets in whom the test lets in, and tells which tokens it is shown. */
async function gate(t: TestContext) {
  const sockets = new WebSocketServer({ noServer: true });
  const told = new EventEmitter();
  const server = createServer();
  server.on('upgrade', (request, socket, head) => {
    const { searchParams } = new URL(request.url!, 'http://localhost');
    told.emit('asked', searchParams.get('token'), () =>
      sockets.handleUpgrade(request, socket, head, (peer) => sockets.emit('connection', peer)),
    );
  });
  sockets.on('connection', (peer) => {
    peer.on('message', (data: Buffer) => {
      const decoder = decoding.createDecoder(data);
      if (decoding.readVarUint(decoder) === MessageType.token) told.emit('shown', decoding.readVarString(decoder));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    for (const peer of sockets.clients) peer.terminate();
    server.close();
  });
  return { told, address: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/collab` };
}

/** A connection on its way, whose key is `keys.token` at any moment. */
async function setOut(t: TestContext) {
  const { told, address } = await gate(t);
  const keys = { token: 'old' };
  const pass = {
    getToken: async () => ({ ...keys }),
    onRenewal: () => {},
    destroy: () => {},
  } as unknown as TokenSource;
  const doc = new Y.Doc();
  const connection = new Connection(address, 'plan', doc, new Ledger(), pass, nothing);
  t.after(() => {
    connection.destroy();
    doc.destroy();
  });
  connection.connect();
  const [asked, letIn] = (await once(told, 'asked')) as [string, () => void];
  assert.equal(asked, 'old');
  return { told, keys, connection, letIn };
}

test('a key that has changed while the connection was on its way is shown as soon as it stands', async (t) => {
  const { told, keys, letIn } = await setOut(t);
  keys.token = 'new';
  letIn();
  assert.deepEqual(await once(told, 'shown'), ['new']);
});

test('a connection that is on its way when it is told that the keys have changed sets out anew', async (t) => {
  const { told, keys, connection } = await setOut(t);
  keys.token = 'new';
  void connection.renew();
  assert.equal((await once(told, 'asked'))[0], 'new');
});
