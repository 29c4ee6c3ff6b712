// The promise with the real parts: a process that is killed at any moment, the disk, and writers that believe the
// acknowledgements. QUIRE_CRASHES=<n> runs n rounds instead of 20.

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import * as decoding from 'lib0/decoding';
import * as Y from 'yjs';
import { encodeSyncStep1, encodeUpdate, MessageType, subprotocol, SyncType } from './protocol/messages.ts';
import { startServer, temporaryDirectory, type TestServer, until } from './test-server.ts';

const rounds = Number(process.env['QUIRE_CRASHES'] ?? 20);
const writersPerRound = 4;

/** Writes as fast as it is acknowledged, some updates ahead, and remembers what was acknowledged. Never comes back. */
class Writer {
  readonly doc = new Y.Doc();
  /** How much of this client's writing was sent with each message, as Yjs counts it. */
  readonly #sent: number[] = [];
  acknowledged = 0;
  readonly #socket: WebSocket;
  readonly #padding: string;

  /** Each of its updates is at least as large as `padding`, which the next takes away again. */
  constructor(address: string, padding: string) {
    this.#padding = padding;
    this.#socket = new WebSocket(`${address}/plan`, subprotocol);
    this.#socket.binaryType = 'arraybuffer';
    this.#socket.onopen = () => this.#writeAhead(0);
    this.#socket.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => {
      const decoder = decoding.createDecoder(new Uint8Array(data));
      if (decoding.readVarUint(decoder) === MessageType.ack) this.#acknowledge(decoding.readVarUint(decoder));
    };
    this.doc.on('update', (update: Uint8Array) => {
      this.#socket.send(new Uint8Array(encodeUpdate(update)));
      this.#sent.push(Y.decodeStateVector(Y.encodeStateVector(this.doc)).get(this.doc.clientID)!);
    });
  }

  #acknowledge(count: number): void {
    this.acknowledged = this.#sent[count - 1]!;
    this.#writeAhead(count);
  }

  #writeAhead(acknowledged: number): void {
    while (this.#sent.length < acknowledged + 5) {
      this.doc.getMap('padding').set('x', this.#padding);
      this.doc.getText('text').insert(0, `${this.#sent.length} `);
    }
  }

  close(): void {
    this.#socket.close();
  }
}

/** What a new client is given: how much the document holds of each client. */
function held(address: string): Promise<Map<number, number>> {
  const socket = new WebSocket(`${address}/plan`);
  socket.binaryType = 'arraybuffer';
  socket.onopen = () => socket.send(new Uint8Array(encodeSyncStep1(Y.encodeStateVector(new Y.Doc()))));
  return new Promise((resolve) => {
    socket.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => {
      const frame = new Uint8Array(data);
      if (frame[0] !== MessageType.sync || frame[1] !== SyncType.step2) return;
      const doc = new Y.Doc();
      Y.applyUpdate(doc, decoding.readVarUint8Array(decoding.createDecoder(frame.subarray(2))));
      socket.close();
      resolve(Y.decodeStateVector(Y.encodeStateVector(doc)));
    };
  });
}

interface Round {
  readonly server: TestServer;
  readonly writers: readonly Writer[];
}

/** Lets writers write, round after round, until the moment at which they are to be cut off by kill -9. */
async function crash(t: TestContext, round: (round: Round) => Promise<void>, options: { padding: string; logLevel: string }) {
  const dataDir = temporaryDirectory(t);
  const promised = new Map<number, number>();
  for (let i = 0; i < rounds; i++) {
    const server = await startServer(t, { dataDir, logLevel: options.logLevel });
    const present = await held(server.address);
    for (const [clientID, count] of promised) {
      assert.ok((present.get(clientID) ?? 0) >= count, `round ${i}: ${present.get(clientID)} of ${count} acknowledged`);
    }
    const writers = Array.from({ length: writersPerRound }, () => new Writer(server.address, options.padding));
    await round({ server, writers });
    await server.stop('SIGKILL');
    for (const { doc, acknowledged } of writers) promised.set(doc.clientID, acknowledged);
    for (const writer of writers) writer.close();
  }
  assert.equal(promised.size, rounds * writersPerRound);
}

test(`[ACK1] ${rounds} times kill -9 at a random moment, and no acknowledged update is lost`, (t) =>
  crash(t, async ({ writers }) => {
    const enough = Math.random() * 400;
    await until(() => writers.reduce((sum, { acknowledged }) => sum + acknowledged, 0) > enough);
  }, { padding: '', logLevel: 'info' }));

test(`[KEEP1] ${rounds} times kill -9 while the document is compacted, and no acknowledged update is lost`, (t) =>
  crash(t, async ({ server }) => {
    // Not the first, for which a thread is started: one that takes but a few milliseconds.
    await until(() => server.output().split('compacting a document').length > 3);
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 30));
  }, { padding: 'x'.repeat(4096), logLevel: 'debug' }));
