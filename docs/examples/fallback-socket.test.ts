// The line of the README for networks that break WebSockets works with a real server: for a stock provider, and for
// Quire's own page.

import assert from 'node:assert/strict';
import type { Duplex } from 'node:stream';
import { type TestContext, test } from 'node:test';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { Collaboration } from '../../client/sdk/collaboration.ts';
import type { Carrier } from '../../client/sdk/socket/carriers.ts';
import { type FallbackSocket, fallbackSocket } from '../../client/sdk/socket/fallback-socket.ts';
import { MemoryCopies, MemoryKeys, memoryProfiles } from '../../client/sdk/testing/memory.ts';
import { client } from '../../server/testing/client.ts';
import { type ProxySetup, startProxy } from '../../server/testing/proxy.ts';
import { startServer, type TestServer, until } from '../../server/testing/server.ts';

interface Network {
  upgrade: ReturnType<NonNullable<ProxySetup['upgrade']>>;
  holdsBack: boolean;
}

/** A network before the server that does to WebSockets and streams what `network` says at the time. */
async function openNetwork(t: TestContext, server: TestServer, first: Partial<Network>) {
  const network: Network = { upgrade: 'passes', holdsBack: false, ...first };
  const sockets = new Set<Duplex>();
  const port = await startProxy(t, server.port, {
    upgrade: (socket) => {
      sockets.add(socket);
      return network.upgrade;
    },
    holdsBack: () => network.holdsBack,
  });
  /** Breaks every WebSocket, or what would be one. */
  const breakSockets = () => {
    for (const socket of sockets) socket.destroy();
  };
  t.after(breakSockets);
  return Object.assign(network, { breakSockets, port, address: `ws://127.0.0.1:${port}/collab` });
}

/** A stock client behind a network. */
function openClient(t: TestContext, address: string, document: string, webSockets = true) {
  let networkChanged = () => {};
  const WebSocketPolyfill = fallbackSocket({
    ...(webSockets ? {} : { WebSocket: null }),
    onNetworkChange: (listener) => (networkChanged = listener),
  });
  const doc = new Y.Doc();
  const provider = new WebsocketProvider(address, document, doc, { disableBc: true, WebSocketPolyfill });
  const statuses: string[] = [];
  provider.on('status', ({ status }) => statuses.push(status));
  t.after(() => {
    provider.destroy();
    doc.destroy();
  });
  const carrier = () => (provider.ws as FallbackSocket | null)?.carrier ?? null;
  const change = () => networkChanged();
  return { doc, provider, statuses, carrier, change, text: doc.getText('text'), awareness: provider.awareness };
}

const networks: readonly (readonly [Partial<Network>, Carrier])[] = [
  [{}, 'websocket'],
  [{ upgrade: 'isRefused' }, 'stream'],
  [{ upgrade: 'isSwallowed' }, 'stream'],
  [{ upgrade: 'isSilent' }, 'stream'],
  [{ upgrade: 'isSwallowed', holdsBack: true }, 'polling'],
];

test('[FALLBACK1] two people write and see each other, whatever a network does to the WebSockets of one', async (t) => {
  const server = await startServer(t);
  const writeTogether = async ([first, carrier]: (typeof networks)[number], index: number) => {
    const network = await openNetwork(t, server, first);
    const ada = openClient(t, network.address, `plan-${index}`);
    const ben = client(t, server, `plan-${index}`);
    ada.text.insert(0, 'Ada'); // before she is connected
    await until(() => ben.text.toString() === 'Ada');
    ben.text.insert(3, ' and Ben');
    await until(() => ada.text.toString() === 'Ada and Ben');
    ben.awareness.setLocalStateField('user', { name: 'Ben' });
    await until(() => ada.awareness.getStates().get(ben.doc.clientID)?.['user']?.name === 'Ben');
    await until(() => ben.awareness.getStates().has(ada.doc.clientID));
    assert.equal(ada.carrier(), carrier);
    assert.deepEqual(ada.statuses, ['connected']);
    ada.provider.disconnect();
    await until(() => !ben.awareness.getStates().has(ada.doc.clientID));
  };
  await Promise.all(networks.map(writeTogether));
});

test('[FALLBACK3] in mid-typing, a session moves to a WebSocket and back, unseen by the provider', async (t) => {
  const server = await startServer(t);
  const write = async (holdsBack: boolean) => {
    const network = await openNetwork(t, server, { upgrade: 'isRefused', holdsBack });
    const document = holdsBack ? 'polled' : 'streamed';
    const ada = openClient(t, network.address, document);
    const ben = client(t, server, document);
    let written = '|';
    ben.text.insert(0, written);
    /** Both write, each at their end of the text, until `condition` holds, and a little longer. */
    const writeUntil = async (condition: () => boolean) => {
      for (let more = 10; more > 0; more -= condition() ? 1 : 0) {
        ada.text.insert(0, 'a');
        ben.text.insert(ben.text.length, 'b');
        written = `a${written}b`;
        await until(() => ada.text.toString() === written && ben.text.toString() === written);
      }
    };
    const carrier = holdsBack ? 'polling' : 'stream';
    await until(() => ada.text.toString() === written && ada.carrier() === carrier);
    await writeUntil(() => ada.carrier() === carrier);
    network.upgrade = 'passes';
    ada.change();
    await writeUntil(() => ada.carrier() === 'websocket');
    network.upgrade = 'isRefused';
    network.breakSockets();
    await writeUntil(() => ada.carrier() === carrier);
    assert.deepEqual(ada.statuses, ['connected']);
  };
  await Promise.all([write(false), write(true)]);
});

test('[FALLBACK2] without a WebSocket class, as in Node 20, a provider works, and survives a crash', async (t) => {
  const server = await startServer(t);
  const ada = openClient(t, server.address, 'plan', false);
  await until(() => ada.provider.synced);
  ada.text.insert(0, 'before');
  const { port, dataDir } = server;
  await server.stop('SIGKILL');
  ada.text.insert(6, ' and after');
  const next = await startServer(t, { port, dataDir });
  const ben = client(t, next, 'plan');
  await until(() => ben.text.toString() === 'before and after');
  assert.equal(ada.carrier(), 'stream');
});

test('[FALLBACK4] over HTTP a page saves, and learns the code with which its session ends or is refused', async (t) => {
  const server = await startServer(t);
  const { port } = await openNetwork(t, server, { upgrade: 'isRefused' });
  const url = `http://127.0.0.1:${port}`;
  const open = async () => {
    const stores = { keys: new MemoryKeys(null), profiles: memoryProfiles('Ada'), copies: new MemoryCopies() };
    const collaboration = new Collaboration('plan', { ...stores, server: url });
    t.after(() => collaboration.destroy());
    await collaboration.connect();
    return collaboration;
  };
  const ada = await open();
  ada.doc.getText('text').insert(0, 'Hello');
  await until(() => ada.status === 'saved');
  assert.equal(ada.facts.carrier, 'stream');
  await fetch(`${url}/api/documents/plan`, { method: 'DELETE' });
  await until(() => ada.endReason !== null);
  assert.equal(ada.endReason?.kind, 'deleted');
  const late = await open();
  await until(() => late.endReason !== null);
  assert.equal(late.endReason?.kind, 'deleted');
});
