// For tests: a person who writes over plain HTTP, and knows no WebSocket.

import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { readSyncMessage } from 'y-protocols/sync';
import * as Y from 'yjs';
import { encodeFrames } from '../../protocol/frame-bodies.ts';
import { encodeSyncStep1, encodeSyncStep2, MessageType, subprotocol } from '../../protocol/messages.ts';
import { openSessionAt } from './http-client.ts';

/**
 * Writes `words` into a document, whose sessions have this address. Resolves with the whole text once it has `others`
 * and all is on the server's disk.
 */
export async function writeOverHttp(t: TestContext, address: string, words: string, others: string): Promise<string> {
  const client = await openSessionAt(t, address, { protocol: subprotocol });
  const doc = new Y.Doc();
  const text = doc.getText('text');
  text.insert(0, words);
  const own = [encodeSyncStep1(new Uint8Array([0])), encodeSyncStep2(Y.encodeStateAsUpdate(doc))];
  assert.equal((await client.bring(...own)).status, 204);
  const again = await client.ask('POST', { first: 1 }, { body: encodeFrames(own) });
  assert.equal(again.status, 204, 'repeated, and taken once');
  let read = 0;
  await client.pollUntil(() => {
    for (const frame of client.frames.slice(read)) {
      const decoder = decoding.createDecoder(frame);
      if (decoding.readVarUint(decoder) !== MessageType.sync) continue;
      readSyncMessage(decoder, encoding.createEncoder(), doc, 'server');
    }
    read = client.frames.length;
    return client.frames.some(([type]) => type === MessageType.ack) && text.toJSON().includes(others);
  });
  assert.equal((await client.ask('POST', { close: 1000 })).status, 204);
  return text.toJSON();
}
