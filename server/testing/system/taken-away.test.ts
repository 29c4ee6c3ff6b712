// A data directory that is removed, moved or replaced while the server runs: nothing is called saved that is not on the
// disk under its name, and nothing that was acknowledged is lost.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { cpSync, linkSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import * as decoding from 'lib0/decoding';
import * as Y from 'yjs';
import { encodeUpdate, MessageType, subprotocol } from '../../../protocol/messages.ts';
import { startServer, temporaryDirectory, type TestServer, until } from '../server.ts';

/** A client that writes into a document, and counts the Acks. */
async function connect(t: TestContext, { address }: TestServer, document: string) {
  const doc = new Y.Doc();
  const seen = { acknowledged: 0 };
  let sent = 0;
  const socket = new WebSocket(`${address}/${document}`, subprotocol);
  t.after(() => socket.close());
  socket.binaryType = 'arraybuffer';
  socket.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => {
    const decoder = decoding.createDecoder(new Uint8Array(data));
    if (decoding.readVarUint(decoder) === MessageType.ack) seen.acknowledged = decoding.readVarUint(decoder);
  };
  doc.on('update', (update: Uint8Array) => socket.send(new Uint8Array(encodeUpdate(update))));
  await once(socket, 'open');
  return {
    socket,
    seen,
    write(words: string): void {
      sent++;
      doc.getText('text').insert(doc.getText('text').length, words);
    },
    saved: () => until(() => seen.acknowledged === sent),
  };
}

async function textOf({ port }: TestServer, document: string): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}/api/documents/${document}/state`);
  const doc = new Y.Doc();
  Y.applyUpdate(doc, new Uint8Array(await response.arrayBuffer()));
  return doc.getText('text').toString();
}

const ready = async ({ port }: TestServer) => (await fetch(`http://127.0.0.1:${port}/readyz`)).status;

/** A server with one document that nobody has open, and one that a client writes. */
async function start(t: TestContext) {
  const dataDir = join(temporaryDirectory(t), 'data');
  const server = await startServer(t, { dataDir });
  const closed = await connect(t, server, 'closed');
  closed.write('a closed document');
  await closed.saved();
  closed.socket.close();
  const open = await connect(t, server, 'open');
  open.write('before ');
  await open.saved();
  return { dataDir, server, open };
}

for (const [what, takeAway] of [
  ['rm -r', (dataDir: string) => rmSync(dataDir, { recursive: true })],
  ['mv of the directory', (dataDir: string) => renameSync(dataDir, `${dataDir}-moved`)],
  ['rm of quire.db', (dataDir: string) => rmSync(join(dataDir, 'quire.db'))],
  ['rm of quire.db-wal', (dataDir: string) => rmSync(join(dataDir, 'quire.db-wal'))],
] as const) {
  test(`[KEEP5] ${what}: everything is written back, and what is saved then survives kill -9`, async (t) => {
    const { dataDir, server, open } = await start(t);
    takeAway(dataDir);
    open.write('after');
    await open.saved();
    assert.equal(await textOf(server, 'closed'), 'a closed document');
    assert.equal(await ready(server), 200);
    assert.match(server.output(), /was gone\. Everything was written back/);
    await server.stop('SIGKILL');
    const again = await startServer(t, { dataDir });
    assert.equal(await textOf(again, 'open'), 'before after');
    assert.equal(await textOf(again, 'closed'), 'a closed document');
  });
}

test('[KEEP5] a directory that is gone is noticed and written back while nobody asks anything', async (t) => {
  const { dataDir, server } = await start(t);
  rmSync(dataDir, { recursive: true });
  await until(() => server.output().includes('was gone. Everything was written back'));
  await server.stop('SIGKILL');
  const again = await startServer(t, { dataDir });
  assert.equal(await textOf(again, 'open'), 'before ');
});

test('[KEEP5] another file in the place is not touched, nothing is saved, and a copy beside it has all', async (t) => {
  const first = await start(t);
  const { dataDir } = first;
  const database = join(dataDir, 'quire.db');
  await first.server.stop();
  cpSync(database, join(dataDir, 'older'));
  const older = readFileSync(database);
  const second = await startServer(t, { dataDir });
  const later = await connect(t, second, 'later');
  later.write('after the older file');
  await later.saved();
  await second.stop();
  const server = await startServer(t, { dataDir });
  const open = await connect(t, server, 'another');
  open.write('once more');
  await open.saved();
  renameSync(join(dataDir, 'older'), database);
  await until(() => /Another file took the place.*quire\.db\.kept-/.test(server.output()));
  assert.equal(await ready(server), 503);
  const acknowledged = open.seen.acknowledged;
  open.write('never saved');
  await until(() => server.output().includes('could not be stored'));
  assert.equal(open.seen.acknowledged, acknowledged);
  assert.equal(await server.stop(), 0);
  assert.deepEqual(readFileSync(database), older);
  assert.equal(server.output().split('Another file took the place').length, 2, 'said once');
  await assert.rejects(startServer(t, { dataDir }), /Nothing was changed/);
  renameSync(
    join(
      dataDir,
      readdirSync(dataDir).find((name) => name.startsWith('quire.db.kept-'))!,
    ),
    database,
  );
  rmSync(`${database}-wal`, { force: true });
  const again = await startServer(t, { dataDir });
  assert.equal(await textOf(again, 'closed'), 'a closed document');
  assert.equal(await textOf(again, 'later'), 'after the older file');
  assert.equal(await textOf(again, 'another'), 'once more');
});

test('[KEEP5] our file comes back in place of another: the server goes on, and saves what waited', async (t) => {
  const { dataDir, server, open } = await start(t);
  const database = join(dataDir, 'quire.db');
  linkSync(database, join(dataDir, 'ours'));
  cpSync(database, join(dataDir, 'other'));
  renameSync(join(dataDir, 'other'), database);
  await until(() => server.output().includes('Another file took the place'));
  open.write('after');
  renameSync(join(dataDir, 'ours'), database);
  await open.saved();
  assert.equal(await ready(server), 200);
  await server.stop('SIGKILL');
  const again = await startServer(t, { dataDir });
  assert.equal(await textOf(again, 'open'), 'before after');
});
