// A client that comes back to a server which has lost everything brings its document in one message, however large the
// document may be, and another client can get it. Real sockets, and documents at their limits.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limits } from '../../limits/limits.ts';
import { encodeSyncStep2 } from '../../../protocol/messages.ts';
import { client, socket, synced } from '../client.ts';
import { startServer, until } from '../server.ts';
import * as by from '../updates.ts';

interface Whole {
  readonly update: Uint8Array;
  /** The length of its text, and the number of its clients. */
  readonly length: number;
  readonly clients: number;
}

const documents: readonly (readonly [limit: string, make: () => Whole])[] = [
  ['bytes', longText],
  ['structs', manyStructs],
  ['clients', manyClients],
  ['bytes, with deleted text beyond it', deletedText],
];

for (const [name, make] of documents) {
  test(`[LIMIT6] a document at its limit of ${name} comes back in one message, and others get it`, async (t) => {
    const server = await startServer(t);
    const { update, length, clients } = make();
    const writer = await socket(t, server);
    let closed: number | null = null;
    writer.onclose = ({ code }) => void (closed = code);
    writer.send(new Uint8Array(encodeSyncStep2(update)));
    const reader = client(t, server, 'plan');
    await synced(reader);
    await until(() => closed !== null || reader.doc.store.clients.size === clients);
    assert.equal(closed, null);
    assert.equal(reader.text.length, length);
    reader.provider.disconnect();
    reader.provider.connect(); // with a state vector of all clients
    await until(() => reader.provider.wsconnected && reader.provider.synced);
    assert.equal(reader.closed(), null);
  });
}

function longText(): Whole {
  const length = limits.documentBytes - 100;
  return { update: by.update([{ client: 1, structs: [by.text('x'.repeat(length))] }]), length, clients: 1 };
}

/** Every fifth of them is deleted, as many as a document may have. */
function manyStructs(): Whole {
  const count = limits.structs;
  const structs = Array.from({ length: count }, (_, i): by.Part => {
    const place: by.Place = i === 0 ? {} : { origin: [1, i - 1] };
    // Two of a kind side by side would become one.
    if (i % 5 === 4) return by.deletedItem(1, place);
    return i % 2 === 0 ? by.text('x', place) : by.embed('1', place);
  });
  const ranges = Array.from({ length: count / 5 }, (_, i) => [5 * i + 4, 1] as const);
  return { update: by.update([{ client: 1, structs }], [{ client: 1, ranges }]), length: (count / 5) * 4, clients: 1 };
}

/** Each wrote a letter behind the one of the client before. */
function manyClients(): Whole {
  const count = limits.documentClients;
  const idOf = (i: number) => 2 ** 32 - 1 - i;
  const update = by.update(
    Array.from({ length: count }, (_, i) => ({
      client: idOf(i),
      structs: [by.text('x', i === count - 1 ? {} : { origin: [idOf(i + 1), 0] })],
    })),
  );
  return { update, length: count, clients: count };
}

/** The document has some bytes; its client has not collected what it deleted, and sends more than a document may be. */
function deletedText(): Whole {
  const length = limits.messageBytes - 1_000;
  const kept = 100;
  const structs = [by.text('x'.repeat(kept)), by.text('y'.repeat(length), { origin: [1, kept - 1] })];
  return {
    update: by.update([{ client: 1, structs }], [{ client: 1, ranges: [[kept, length]] }]),
    length: kept,
    clients: 1,
  };
}
