// An older data directory in the place of the current one: pages bring back what is newer than it. Real processes,
// files and sockets.

import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import * as Y from 'yjs';
import { CloseCode } from '../../../protocol/close-codes.ts';
import {
  decodeClientMessage,
  encodeSyncStep1,
  encodeSyncStep2,
  MessageType,
  subprotocol,
  type Welcome,
} from '../../../protocol/messages.ts';
import { startServer, temporaryDirectory, type TestServer, until } from '../server.ts';

/** A `quire.1` client of the document `plan`, with the document and the epoch of an earlier connection, if any. */
function page(t: TestContext, { address }: TestServer, doc = new Y.Doc(), epoch: string | null = null) {
  const socket = new WebSocket(`${address}/plan${epoch === null ? '' : `?epoch=${epoch}`}`, subprotocol);
  socket.binaryType = 'arraybuffer';
  t.after(() => socket.close());
  const state = { doc, epoch, acknowledged: false, closed: null as number | null };
  socket.onopen = () => socket.send(new Uint8Array(encodeSyncStep1(Y.encodeStateVector(doc))));
  socket.onclose = ({ code }) => void (state.closed = code);
  socket.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => {
    const frame = new Uint8Array(data);
    if (frame[0] === MessageType.ack) state.acknowledged = true;
    if (frame[0] === MessageType.welcome) {
      const { epoch } = JSON.parse(new TextDecoder().decode(frame.subarray(frame.indexOf(0x7b)))) as Welcome;
      state.epoch = epoch;
    }
    if (frame[0] !== MessageType.sync) return;
    const message = decodeClientMessage(frame);
    if (message.type === 'syncStep2' || message.type === 'update') Y.applyUpdate(doc, message.update);
    if (message.type !== 'syncStep1') return;
    socket.send(new Uint8Array(encodeSyncStep2(Y.encodeStateAsUpdate(doc, message.stateVector))));
  };
  return { state, close: () => socket.close() };
}

test('[EPOCH4] a document that is newer than a restored backup comes back with the pages that have it', async (t) => {
  const [dataDir, backup] = [temporaryDirectory(t), join(temporaryDirectory(t), 'backup')];
  const before = await startServer(t, { dataDir });
  await before.stop();
  cpSync(dataDir, backup, { recursive: true });

  const current = await startServer(t, { dataDir });
  const doc = new Y.Doc();
  doc.getText('text').insert(0, 'written after the backup');
  const writer = page(t, current, doc);
  const peer = page(t, current);
  await until(() => writer.state.acknowledged && peer.state.doc.getText('text').length > 0);
  const { epoch } = writer.state;
  await current.stop();

  const restored = await startServer(t, { dataDir: backup });
  const back = page(t, restored, doc, epoch);
  await until(() => back.state.acknowledged);
  const second = page(t, restored, peer.state.doc, epoch);
  await until(() => second.state.acknowledged);
  const stranger = page(t, restored, new Y.Doc(), '00000000-0000-4000-8000-000000000000');
  await until(() => stranger.state.closed !== null);
  assert.deepEqual([back.state.closed, second.state.closed, stranger.state.closed], [null, null, CloseCode.replaced]);
  await restored.stop('SIGKILL');

  const reader = page(t, await startServer(t, { dataDir: backup }));
  await until(() => reader.state.doc.getText('text').length > 0);
  assert.equal(reader.state.doc.getText('text').toString(), 'written after the backup');
  assert.equal(reader.state.epoch, epoch);
});
