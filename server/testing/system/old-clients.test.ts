// Stock clients of all versions of y-websocket that people use, in one document, on real sockets: what they write
// converges, and all see all at once after whatever happens to their lines and to the server.

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { WebSocket } from 'ws';
import type { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import type { Answer } from '../answer.ts';
import type { Role } from '../../../protocol/roles.ts';
import { startServer, temporaryDirectory, type TestServer, until } from '../server.ts';

const versions = ['1.3', '1.5', '2.1', '3.0', '3.1'] as const;
type Version = (typeof versions)[number];

/** Below the 15 s after which y-protocols renews a state of its own accord. */
const atOnce = 8_000;

/** Old versions have no listener for errors, which Node then throws. */
class Socket extends WebSocket {
  constructor(address: string, protocols: string[]) {
    super(address, protocols);
    this.on('error', () => {});
  }
}

/** A stock client of a version, with a state of its own. */
async function openClient(t: TestContext, { address }: TestServer, version: Version, token = '') {
  const name = version === '3.1' ? 'y-websocket' : `y-websocket-${version}`;
  const { WebsocketProvider: Provider } = (await import(name)) as { WebsocketProvider: typeof WebsocketProvider };
  const doc = new Y.Doc();
  let drops = 0;
  const provider = new Provider(address, 'plan', doc, {
    connect: false,
    params: { ...(token && { token }) },
    WebSocketPolyfill: Socket as unknown as typeof globalThis.WebSocket,
    disableBc: true,
  });
  provider.connectBc = () => {}; // 1.3 has no `disableBc`
  provider.on('status', ({ status }) => (drops += status === 'disconnected' ? 1 : 0));
  provider.connect();
  provider.awareness.setLocalState({ version, at: 1 });
  t.after(() => {
    provider.destroy();
    doc.destroy(); // ends the timer of the awareness
  });
  return { version, doc, provider, text: doc.getText('text'), drops: () => drops };
}
type Client = Awaited<ReturnType<typeof openClient>>;

const allSynced = (clients: readonly Client[]) => until(() => clients.every(({ provider }) => provider.synced));

/** Waits until each client sees the latest state of each other, and of nobody else. */
async function allSeeAll(clients: readonly Client[], when: string): Promise<void> {
  const missing = () =>
    clients.flatMap(({ version, provider }) => {
      const { states } = provider.awareness;
      const unseen = clients.filter(({ doc, provider: { awareness } }) => {
        return states.get(doc.clientID)?.['at'] !== awareness.getLocalState()?.['at'];
      });
      const names = unseen.map((other) => other.version);
      return unseen.length > 0 || states.size !== clients.length
        ? [`${version}: ${states.size} but not ${names.join()}`]
        : [];
    });
  const end = AbortSignal.timeout(atOnce);
  await until(() => end.aborted || missing().length === 0);
  assert.deepEqual(missing(), [], when);
}

/** The line of a client breaks, as when a cable is pulled. */
const cut = ({ provider }: Client) => (provider.ws as unknown as WebSocket).terminate();

/** Waits until each of `clients` has lost its connection because of `act`, and all are connected again. */
async function reconnected(all: readonly Client[], clients: readonly Client[], act: () => unknown): Promise<void> {
  const before = clients.map(({ drops }) => drops());
  await act();
  await until(() => clients.every(({ drops }, i) => drops() > before[i]!));
  await allSynced(all);
}

const move = ({ provider: { awareness } }: Client) => {
  const { at, ...state } = awareness.getLocalState() as { at: number };
  awareness.setLocalState({ ...state, at: at + 1 });
};

test('[AWARE1] [AWARE2] stock clients of five versions see each other at once after cuts and kill -9', async (t) => {
  const dataDir = temporaryDirectory(t);
  let server = await startServer(t, { dataDir });
  const clients = await Promise.all([...versions, ...versions].map((version) => openClient(t, server, version)));
  await allSynced(clients);
  await allSeeAll(clients, 'at the beginning');
  for (const some of [clients.slice(0, 1), clients.slice(3, 8), clients]) {
    await reconnected(clients, some, () => some.forEach(cut));
    await allSeeAll(clients, `after ${some.length} lines were cut`);
  }
  clients.forEach(move);
  await allSeeAll(clients, 'when all have moved');
  for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
    await reconnected(clients, clients, async () => {
      await server.stop(signal);
      server = await startServer(t, { dataDir, port: server.port });
    });
    await allSeeAll(clients, `after ${signal}`);
  }
});

/** A server with AUTH=token, and a function that makes tokens for `plan`. */
async function openLocked(t: TestContext) {
  const keys = { SECRET: 'k9wQz4Vb1xR7tYp3LmN8cJd6HfGs2A0e', ADMIN_KEY: 'Zx81mQpLr5TnWc7VbYk3DhJf0SgA9eU2' };
  const server = await startServer(t, { env: { AUTH: 'token', ...keys } });
  const mint = async (sub: string, role: Role = 'write') => {
    const response = await fetch(`http://127.0.0.1:${server.port}/api/tokens`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${keys.ADMIN_KEY}` },
      body: JSON.stringify({ sub, documents: { plan: role } }),
    });
    return ((await response.json()) as Answer).token as string;
  };
  return { server, mint };
}

test('[AWARE1] stock clients see each other at once after they have renewed their tokens', async (t) => {
  const { server, mint } = await openLocked(t);
  const clients = await Promise.all(
    versions.map(async (version) => openClient(t, server, version, await mint(version))),
  );
  await allSynced(clients);
  await allSeeAll(clients, 'at the beginning');
  for (const client of clients) {
    const { provider, version } = client;
    const token = await mint(version);
    await reconnected(clients, [client], () => {
      provider.params = { token };
      if (version < '2') Object.assign(provider, { url: `${server.address}/plan?token=${token}` }); // made only once
      provider.disconnect();
      provider.connect();
    });
    await allSeeAll(clients, `after ${version} had a new token`);
  }
});

test('[AUTH2] a stock client of each version that may only read and writes all the same reads on', async (t) => {
  const { server, mint } = await openLocked(t);
  const writer = await openClient(t, server, '3.1', await mint('writer'));
  await allSynced([writer]);
  const readers = await Promise.all(
    versions.map(async (version) => openClient(t, server, version, await mint(version, 'read'))),
  );
  await allSynced(readers);
  for (const { text } of readers) for (const word of ['not ', 'for ', 'all ']) text.insert(0, word);
  const refusals = () => server.output().split('a client that may only read wrote').length - 1;
  await until(() => refusals() === readers.length);
  writer.text.insert(0, 'Hello');
  await until(() => readers.every(({ text }) => text.toString().includes('Hello')));
  await allSeeAll([writer, ...readers], 'after the refusals');
  assert.deepEqual([writer.text.toString(), refusals()], ['Hello', readers.length]);
  for (const { drops } of readers) assert.equal(drops(), 0);
});

test('stock clients of five versions converge over cut lines and a killed server', async (t) => {
  const dataDir = temporaryDirectory(t);
  let server = await startServer(t, { dataDir });
  const clients = await Promise.all(versions.map((version) => openClient(t, server, version)));
  const write = ({ version, text }: Client) => text.insert(text.length, `${version} `);
  await allSynced(clients);
  for (const client of clients) {
    write(client);
    await reconnected(clients, [client], () => {
      cut(client);
      clients.forEach(write);
    });
  }
  await reconnected(clients, clients, async () => {
    await server.stop('SIGKILL');
    clients.forEach(write);
    server = await startServer(t, { dataDir, port: server.port });
  });
  const reader = await openClient(t, server, '3.1');
  const texts = () => new Set([...clients, reader].map(({ text }) => text.toString()));
  await until(() => texts().size === 1);
  const [text] = [...texts()];
  for (const version of versions) assert.equal(text!.split(`${version} `).length - 1, 7, `all words of ${version}`);
});
