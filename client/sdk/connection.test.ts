import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import * as decoding from 'lib0/decoding';
import { WebSocketServer } from 'ws';
import * as Y from 'yjs';
import { MessageType } from '../../protocol/messages.ts';
import { Connection, type ConnectionDeps, type ConnectionEvents } from './connection.ts';
import { Ledger } from './ledger.ts';

const noEvents: ConnectionEvents = {
  welcomed: () => {},
  acknowledged: () => {},
  noticed: () => {},
  carried: () => {},
  synced: () => {},
  lost: () => {},
  refused: () => {},
  denied: () => {},
};

/** A server that accepts a connection when the test says so, and tells the test which tokens it gets. */
async function openServer(t: TestContext) {
  const sockets = new WebSocketServer({ noServer: true });
  const events = new EventEmitter();
  const server = createServer();
  server.on('upgrade', (request, socket, head) => {
    const { searchParams } = new URL(request.url!, 'http://localhost');
    events.emit('upgrade', searchParams.get('token'), (closeCode?: number) =>
      sockets.handleUpgrade(request, socket, head, (peer) => {
        if (closeCode !== undefined) return peer.close(closeCode, 'not with this token');
        sockets.emit('connection', peer);
        events.emit('opened');
      }),
    );
  });
  sockets.on('connection', (peer) => {
    peer.on('message', (data: Buffer) => {
      const decoder = decoding.createDecoder(data);
      if (decoding.readVarUint(decoder) === MessageType.token) events.emit('token', decoding.readVarString(decoder));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    for (const peer of sockets.clients) peer.terminate();
    server.close();
  });
  return { events, address: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/collab` };
}

/** How the attempts of a connection ended, in order, when each token but `good` is closed with `code`. */
async function endingsOf(t: TestContext, code: number, tokens: ConnectionDeps['tokens']): Promise<string[]> {
  const { events, address } = await openServer(t);
  const shown: string[] = [];
  events.on('upgrade', (token: string | null, accept: (closeWith?: number) => void) => {
    shown.push(String(token));
    accept(token === 'good' ? undefined : code);
  });
  const doc = new Y.Doc();
  const done = Promise.withResolvers<void>();
  const told = (text: string) => void shown.push(text);
  const connection = new Connection({
    address,
    document: 'plan',
    doc,
    ledger: new Ledger(),
    tokens,
    events: {
      ...noEvents,
      lost: () => told('lost'),
      denied: (failure) => (told(failure), done.resolve()),
      refused: (closeCode) => (told(String(closeCode)), done.resolve()),
    },
  });
  t.after(() => {
    connection.destroy();
    doc.destroy();
  });
  events.on('opened', () => done.resolve());
  connection.connect();
  await done.promise;
  return shown;
}

test('[KEY1] after a connection that opens only to refuse a token, the next one is tried at once', async (t) => {
  for (const code of [4401, 4403]) {
    const queue = ['ended', 'good'];
    const tokens: ConnectionDeps['tokens'] = {
      getToken: async () => ({ type: 'token', token: queue[0]! }),
      diagnose: async () => assert.fail('the code says it'),
      reject: () => (queue.shift(), 'retry'),
      onRenewal: () => {},
      destroy: () => {},
    };
    assert.deepEqual(await endingsOf(t, code, tokens), ['ended', 'good']);
  }
});

test('[KEY1] a page whose last key is refused, or that finds no document, stops and says which', async (t) => {
  for (const [code, failure] of [
    [4401, 'unauthorized'],
    [4403, 'forbidden'],
    [4404, 'notFound'],
  ] as const) {
    const tokens: ConnectionDeps['tokens'] = {
      getToken: async () => ({ type: 'token', token: 'ended' }),
      diagnose: async () => assert.fail('the code says it'),
      reject: (rejected) => rejected,
      onRenewal: () => {},
      destroy: () => {},
    };
    assert.deepEqual(await endingsOf(t, code, tokens), ['ended', failure]);
  }
});

/** A connection whose attempt is under way with the token `old`. Later it gets `keys.token`. */
async function beginAttempt(t: TestContext) {
  const { events, address } = await openServer(t);
  const keys = { token: 'old' };
  const tokens: ConnectionDeps['tokens'] = {
    getToken: async () => ({ type: 'token', ...keys }),
    diagnose: async () => 'unreachable',
    reject: (failure) => failure,
    onRenewal: () => {},
    destroy: () => {},
  };
  const doc = new Y.Doc();
  const connection = new Connection({ address, document: 'plan', doc, ledger: new Ledger(), tokens, events: noEvents });
  t.after(() => {
    connection.destroy();
    doc.destroy();
  });
  connection.connect();
  const [token, accept] = (await once(events, 'upgrade')) as [string, () => void];
  assert.equal(token, 'old');
  return { events, keys, connection, accept };
}

test('[KEY4] a token that changed during an attempt is sent as soon as the connection is open', async (t) => {
  const { events, keys, accept } = await beginAttempt(t);
  keys.token = 'new';
  accept();
  assert.deepEqual(await once(events, 'token'), ['new']);
});

test('[KEY4] an attempt under way is begun again with the new token when the keys change', async (t) => {
  const { events, keys, connection } = await beginAttempt(t);
  keys.token = 'new';
  void connection.renew();
  assert.equal((await once(events, 'upgrade'))[0], 'new');
});
