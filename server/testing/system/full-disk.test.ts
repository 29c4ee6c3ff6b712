// A disk that is really full: a small file system without free space. Skipped where the test may not mount one.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import * as decoding from 'lib0/decoding';
import * as Y from 'yjs';
import { CloseCode } from '../../../protocol/close-codes.ts';
import { encodeUpdate, type Notice, MessageType, subprotocol } from '../../../protocol/messages.ts';
import { smallDisk, startServer, type TestServer, until } from '../server.ts';

const noMount = 'this machine does not let the test mount a file system';

/** A client that writes, and records Acks, Notices and its close code. */
async function connect(t: TestContext, { address }: TestServer) {
  const doc = new Y.Doc();
  const seen = { acknowledged: 0, notices: [] as Notice['type'][], closed: null as number | null };
  const socket = new WebSocket(`${address}/plan`, subprotocol);
  t.after(() => socket.close());
  socket.binaryType = 'arraybuffer';
  socket.onclose = ({ code }) => (seen.closed = code);
  socket.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => {
    const decoder = decoding.createDecoder(new Uint8Array(data));
    const type = decoding.readVarUint(decoder);
    if (type === MessageType.ack) seen.acknowledged = decoding.readVarUint(decoder);
    if (type === MessageType.notice) seen.notices.push((JSON.parse(decoding.readVarString(decoder)) as Notice).type);
  };
  doc.on('update', (update: Uint8Array) => socket.send(new Uint8Array(encodeUpdate(update))));
  await once(socket, 'open');
  return { seen, text: doc.getText('text') };
}

/** Fills the free space of the disk. The result frees it again. */
function fillUp(disk: string): () => void {
  const ballast = join(disk, 'ballast');
  for (let size = 1024 * 1024; size >= 512; size /= 2) {
    try {
      for (;;) writeFileSync(ballast, Buffer.alloc(size), { flag: 'a' });
    } catch {
      // Less than `size` is free; try half of it.
    }
  }
  return () => rmSync(ballast);
}

async function stateOf({ port }: TestServer): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}/api/documents/plan/state`);
  const doc = new Y.Doc();
  Y.applyUpdate(doc, new Uint8Array(await response.arrayBuffer()));
  return doc.getText('text').toString();
}

/** A server on a full disk, and a client that wrote until the Notice `unsaved`; null where no disk can be mounted. */
async function writeUntilUnsaved(t: TestContext) {
  const dataDir = smallDisk(t, 4 * 1024 * 1024);
  if (dataDir === null) return null;
  const server = await startServer(t, { dataDir });
  const { seen, text } = await connect(t, server);
  text.insert(0, 'before ');
  await until(() => seen.acknowledged === 1);
  const free = fillUp(dataDir);
  // SQLite can still write into the space that its log has reserved, until that is used up.
  let written = 1;
  let acknowledged = text.toString();
  while (!seen.notices.includes('unsaved')) {
    text.insert(text.length, `${'x'.repeat(10_000)}${++written} `);
    await until(() => seen.acknowledged === written || seen.notices.includes('unsaved'));
    if (seen.acknowledged === written) acknowledged = text.toString();
  }
  return { dataDir, server, seen, text, written, acknowledged, free };
}

test('[ACK1] [FAULT1] a full disk: no Acks, a Notice, and everything is stored once there is space', async (t) => {
  const full = await writeUntilUnsaved(t);
  if (full === null) return t.skip(noMount);
  const { dataDir, server, seen, text, written, free } = full;
  text.insert(text.length, 'the last word');
  await until(() => seen.notices.filter((type) => type === 'unsaved').length >= 3);
  assert.ok(seen.acknowledged < written);
  assert.equal(seen.closed, null);
  free();
  await until(() => seen.acknowledged === written + 1);
  await server.stop('SIGKILL');
  const again = await startServer(t, { dataDir });
  assert.equal(await stateOf(again), text.toString());
});

test('[ACK1] a server that was killed on a full disk starts again, and serves everything acknowledged', async (t) => {
  const full = await writeUntilUnsaved(t);
  if (full === null) return t.skip(noMount);
  const { dataDir, server, acknowledged } = full;
  await server.stop('SIGKILL');
  const again = await startServer(t, { dataDir });
  assert.ok((await stateOf(again)).startsWith(acknowledged));
});

test('[DRAIN1] SIGTERM on a full disk closes clients, logs what is unsaved, and exits with 0', async (t) => {
  const full = await writeUntilUnsaved(t);
  if (full === null) return t.skip(noMount);
  const { server, seen } = full;
  assert.equal(await server.stop('SIGTERM'), 0);
  assert.ok(seen.notices.includes('draining'));
  assert.equal(seen.closed, CloseCode.restarting);
  assert.match(server.output(), /"documents":\["plan"\].*not all could be stored/);
});
