// For tests: a client that knows plain HTTP and no more, as PROTOCOL.md has it. It opens a session, brings its words,
// and polls until the server has acknowledged them and the words of others have come.

import assert from 'node:assert/strict';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { readSyncMessage } from 'y-protocols/sync';
import * as Y from 'yjs';
import { decodeFrames, encodeFrames } from '../../protocol/frame-bodies.ts';
import { encodeSyncStep1, encodeSyncStep2, MessageType, subprotocol } from '../../protocol/messages.ts';

/**
 * Writes `words` into a document, whose address this is, over plain HTTP. Resolves with the whole text once it has
 * `others` and all is on the server's disk.
 */
export async function writeOverHttp(address: string, words: string, others: string): Promise<string> {
  const opened = await fetch(`${address}?protocol=${subprotocol}`, { method: 'POST' });
  assert.equal(opened.status, 201);
  const { session } = (await opened.json()) as { session: string };
  const ask = (query: string, init: RequestInit = {}) =>
    fetch(`${address}?protocol=${subprotocol}&session=${session}&${query}`, init);

  const doc = new Y.Doc();
  const text = doc.getText('text');
  text.insert(0, words);
  const own = [encodeSyncStep1(new Uint8Array([0])), encodeSyncStep2(Y.encodeStateAsUpdate(doc))];
  const body = encodeFrames(own);
  assert.equal((await ask('first=1&after=0', { method: 'POST', body })).status, 204);
  assert.equal((await ask('first=1&after=0', { method: 'POST', body })).status, 204, 'repeated, and taken once');

  let [after, acknowledged] = [0, false];
  while (!acknowledged || !text.toJSON().includes(others)) {
    const polled = await ask(`after=${after}`);
    assert.equal(polled.status, 200);
    for (const frame of decodeFrames(new Uint8Array(await polled.arrayBuffer()))!) {
      after++;
      const decoder = decoding.createDecoder(frame);
      const type = decoding.readVarUint(decoder);
      if (type === MessageType.ack) acknowledged = true;
      if (type === MessageType.sync) readSyncMessage(decoder, encoding.createEncoder(), doc, 'server');
    }
  }
  assert.equal((await ask(`after=${after}&close=1000`, { method: 'POST' })).status, 204);
  return text.toJSON();
}
