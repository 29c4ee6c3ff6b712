// Durability with the real parts: a process that is killed at any moment, the disk, and writers that rely on Acks.
// QUIRE_CRASHES=<n> runs n rounds instead of 20.

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import * as decoding from 'lib0/decoding';
import * as Y from 'yjs';
import { encodeSyncStep1, encodeUpdate, MessageType, subprotocol, SyncType } from '../../../protocol/messages.ts';
import { startServer, temporaryDirectory, type TestServer, until } from '../server.ts';

const rounds = Number(process.env['QUIRE_CRASHES'] ?? 20);
const writersPerRound = 4;

/** Writes five updates ahead of the Acks, and remembers which were acknowledged. Never reconnects. */
class Writer {
  readonly doc = new Y.Doc();
  /** The clock of this Yjs client after each message. */
  readonly #sent: number[] = [];
  /** The clock of this Yjs client up to which everything is acknowledged. */
  acknowledged = 0;
  readonly #socket: WebSocket;
  readonly #padding: string;

  /** Each update holds `padding`, which makes it large; the next update deletes it again. */
  constructor(address: string, document: string, padding: string) {
    this.#padding = padding;
    this.#socket = new WebSocket(`${address}/${document}`, subprotocol);
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
      const { doc } = this;
      doc.transact(() => {
        doc.getMap('padding').set(String(doc.clientID), this.#padding);
        doc.getText('text').insert(doc.getText('text').length, `${this.#sent.length} `);
      });
    }
  }

  close(): void {
    this.#socket.close();
  }
}

/** The state vector of the document that the server sends to a new client. */
function stateVectorOf(address: string, document: string): Promise<Map<number, number>> {
  const socket = new WebSocket(`${address}/${document}`);
  socket.binaryType = 'arraybuffer';
  socket.onopen = () => socket.send(new Uint8Array(encodeSyncStep1(Y.encodeStateVector(new Y.Doc()))));
  return new Promise((resolve, reject) => {
    socket.onclose = ({ code }) => reject(new Error(`the document is not served: ${code}`));
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

/**
 * In each round, writers write into a document until `moment` resolves; then the server is killed, and the next one
 * must hold everything that it acknowledged.
 */
async function crash(t: TestContext, moment: (round: Round) => Promise<void>, padding = ''): Promise<void> {
  const dataDir = temporaryDirectory(t);
  let last: readonly Writer[] = [];
  for (let round = 0; round <= rounds; round++) {
    const server = await startServer(t, { dataDir, logLevel: 'debug' });
    const present = await stateVectorOf(server.address, `round-${round - 1}`);
    for (const { doc, acknowledged } of last) {
      const found = present.get(doc.clientID) ?? 0;
      assert.ok(found >= acknowledged, `round ${round - 1}: ${found} of ${acknowledged} acknowledged`);
    }
    const writers = Array.from(
      { length: writersPerRound },
      () => new Writer(server.address, `round-${round}`, padding),
    );
    await moment({ server, writers });
    await server.stop('SIGKILL');
    for (const writer of writers) writer.close();
    last = writers;
  }
}

test(`[ACK1] ${rounds} times kill -9 at a random moment, and no acknowledged update is lost`, (t) =>
  crash(t, async ({ writers }) => {
    const enough = Math.random() * 400;
    await until(() => writers.reduce((sum, { acknowledged }) => sum + acknowledged, 0) > enough);
  }));

test(`[KEEP1] ${rounds} times kill -9 while the document is compacted, and no acknowledged update is lost`, (t) =>
  crash(
    t,
    async ({ server }) => {
      await new Promise<void>((resolve) => {
        server.process.stderr!.on('data', () => server.output().includes('putting a snapshot in place') && resolve());
      });
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 10));
    },
    'x'.repeat(64 * 1024),
  ));
