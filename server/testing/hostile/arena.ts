// Where hostile frames meet the real sessions, rooms and room, on a store in memory, and what must hold whatever they
// are: nothing throws, the process is never held for long, a bystander's words are acknowledged and reach a reader,
// nobody is sent anything that cannot be read, and what is stored is what everybody has.

import assert from 'node:assert/strict';
import * as decoding from 'lib0/decoding';
import { pino } from 'pino';
import * as Y from 'yjs';
import { everybody, openToAll } from '../../auth/authority.ts';
import { limits } from '../../limits/limits.ts';
import {
  encodeAwareness,
  encodeSyncStep1,
  encodeSyncStep2,
  encodeUpdate,
  MessageType,
  SyncType,
} from '../../../protocol/messages.ts';
import type { Channel } from '../../connection/channel.ts';
import { Session } from '../../connection/session.ts';
import { type Disk, MemoryStore } from '../../store/memory.ts';
import { openRoomsOn } from '../rooms.ts';
import { TestClock } from '../clock.ts';

const silent = pino({ level: 'silent' });
const document = 'plan';

/** Milliseconds of its own work for which one frame may hold the process. */
const longestHold = 100;

/** An honest client, as strict as those of y-protocols without an error handler: it throws at what it cannot read. */
class Peer {
  readonly doc = new Y.Doc();
  closed: number | null = null;
  sent = 0;
  acknowledged = 0;
  readonly #session: Session;

  constructor(clientID: number, arena: Arena) {
    this.doc.clientID = clientID;
    this.#session = arena.connect({ receive: (frame) => this.#receive(frame), closed: (code) => (this.closed = code) });
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== this) this.#send(encodeUpdate(update));
    });
    this.#session.receive(encodeSyncStep1(Y.encodeStateVector(this.doc)), true);
    this.#session.receive(encodeAwareness([{ clientID, clock: 1, state: '{}' }]), true);
  }

  get text(): Y.Text {
    return this.doc.getText('bystander');
  }

  #send(frame: Uint8Array): void {
    this.sent++;
    this.#session.receive(frame, true);
  }

  #receive(frame: Uint8Array): void {
    const decoder = decoding.createDecoder(frame);
    const type = decoding.readVarUint(decoder);
    if (type === MessageType.ack) this.acknowledged = decoding.readVarUint(decoder);
    else if (type === MessageType.sync) {
      this.#receiveSync(decoding.readVarUint(decoder), decoding.readVarUint8Array(decoder));
    } else if (type === MessageType.awareness) readAwareness(decoding.readVarUint8Array(decoder));
    else JSON.parse(decoding.readVarString(decoder));
    assert.equal(decoder.pos, frame.length, 'a frame holds more than a message');
  }

  #receiveSync(type: number, payload: Uint8Array): void {
    if (type === SyncType.step1) return this.#send(encodeSyncStep2(Y.encodeStateAsUpdate(this.doc, payload)));
    Y.decodeUpdate(payload);
    Y.applyUpdate(this.doc, payload, this);
    assert.equal(this.doc.store.pendingStructs, null, 'a peer was sent what waits for something');
  }
}

const stateOf = (doc: Y.Doc) => Y.decodeStateVector(Y.encodeStateVector(doc));

function readAwareness(payload: Uint8Array): void {
  const decoder = decoding.createDecoder(payload);
  for (let count = decoding.readVarUint(decoder); count > 0; count--) {
    decoding.readVarUint(decoder);
    decoding.readVarUint(decoder);
    JSON.parse(decoding.readVarString(decoder));
  }
  assert.equal(decoder.pos, payload.length);
}

export class Arena {
  readonly #clock = new TestClock();
  readonly #disk: Disk = new Map();
  readonly #store = new MemoryStore(this.#disk);
  readonly #rooms = openRoomsOn(this.#store, this.#clock).rooms;
  readonly #sessions = new Set<Session>();
  #bystander!: Peer;
  #reader!: Peer;
  #hostile: Session | null = null;
  #rounds = 0;
  /** How many hostile sessions were closed. */
  refused = 0;
  /** The longest hold so far, in milliseconds of work. */
  held = 0;
  /** How often the document was loaded. */
  #loads = 0;

  /** An arena with a bystander and a reader in it. */
  static async open(): Promise<Arena> {
    const arena = new Arena();
    const { load } = arena.#store;
    arena.#store.load = (name) => (arena.#loads++, load(name));
    arena.#bystander = new Peer(1, arena);
    arena.#reader = new Peer(2, arena);
    await arena.#settle();
    return arena;
  }

  /** How often the document was loaded again because something broke it. */
  get reloads(): number {
    return this.#loads - 1;
  }

  /** How many updates were stored. */
  get taken(): number {
    const kept = this.#disk.get(document);
    return kept === undefined || kept === 'deleted' ? 0 : kept.lastSequence;
  }

  connect(end: { receive(frame: Uint8Array): void; closed(code: number): void }): Session {
    const channel: Channel = {
      speaksQuire: true,
      buffered: 0,
      send: (frame) => void this.#clock.after(0, () => end.receive(frame)),
      close: (code) => {
        this.#sessions.delete(session);
        end.closed(code);
      },
      ping: () => {},
      terminate: () => {},
    };
    const deps = { rooms: this.#rooms, authority: openToAll, log: silent, clock: this.#clock };
    const session = new Session({ document, epoch: null, identity: everybody }, channel, deps);
    this.#sessions.add(session);
    return session;
  }

  /**
   * Has one hostile frame sent, by whoever has not been closed, or else by a newcomer. Throws when it holds the
   * process.
   */
  async suffer(frame: Uint8Array, isBinary = true): Promise<void> {
    if (this.#hostile === null) {
      this.#hostile = this.connect({
        receive: () => {},
        closed: () => {
          this.#hostile = null;
          this.refused++;
        },
      });
      await this.#settle();
    }
    const before = process.threadCpuUsage();
    this.#hostile.receive(frame, isBinary);
    await this.#settle();
    const { user, system } = process.threadCpuUsage(before);
    const held = (user + system) / 1000;
    this.held = Math.max(this.held, held);
    assert.ok(held < longestHold, `the process was held for ${held} ms`);
  }

  /** Throws an AssertionError when anything that must hold does not. */
  async check(): Promise<void> {
    const [bystander, reader] = [this.#bystander, this.#reader];
    const word = `${++this.#rounds} `;
    bystander.text.insert(0, word);
    if (this.#rounds % 3 === 0) bystander.text.delete(word.length, Math.min(2, bystander.text.length - word.length));
    await this.#clock.advance(limits.acknowledgementWindow);
    assert.deepEqual([bystander.closed, reader.closed], [null, null], 'a peer was closed');
    assert.equal(bystander.acknowledged, bystander.sent, 'what the bystander wrote is not acknowledged');
    assert.ok(reader.text.toString().startsWith(word), 'the reader has not got what the bystander wrote');
    const stored = this.#stored();
    const server = new Y.Doc();
    Y.applyUpdate(server, (await this.#rooms.read(document))!);
    const everyone = { bystander: bystander.doc, reader: reader.doc, stored, joiner: server };
    for (const [who, doc] of Object.entries(everyone)) {
      assert.deepEqual(stateOf(doc), stateOf(bystander.doc), `${who} has not all there is`);
      assert.equal(doc.getText('bystander').toString(), bystander.text.toString(), `${who} has other words`);
    }
    // What is between hostile neighbours may be at another place for who hears of it when they are garbage: for a
    // joiner.
    for (const [who, doc] of Object.entries({ reader: reader.doc, stored })) {
      assert.ok(Y.equalSnapshots(Y.snapshot(doc), Y.snapshot(bystander.doc)), `${who} and the bystander differ`);
    }
    for (const doc of [stored, server]) doc.destroy();
  }

  /**
   * All leave, the room leaves memory and is compacted. Throws an AssertionError when it is not as it was afterwards.
   */
  async close(): Promise<void> {
    for (const session of this.#sessions) session.end();
    await this.#clock.advance(2 * limits.idleRoom);
    const again = new Y.Doc();
    Y.applyUpdate(again, (await this.#rooms.read(document))!);
    assert.equal(again.getText('bystander').toString(), this.#bystander.text.toString(), 'the document was not kept');
    assert.ok(this.#loads > 1);
    again.destroy();
    await this.#clock.advance(2 * limits.idleRoom);
    for (const { doc } of [this.#bystander, this.#reader]) doc.destroy();
  }

  /** The document as a server would find it that starts now. */
  #stored(): Y.Doc {
    const kept = this.#disk.get(document);
    assert.ok(kept !== undefined && kept !== 'deleted');
    const doc = new Y.Doc();
    if (kept.snapshot !== null) Y.applyUpdate(doc, kept.snapshot);
    for (const { update } of kept.log) Y.applyUpdate(doc, update);
    assert.equal(doc.store.pendingStructs, null, 'what is stored waits for something');
    return doc;
  }

  /** Until nothing is under way; the wait before a flush is none in so small a room. */
  #settle(): Promise<void> {
    return this.#clock.advance(0);
  }
}
