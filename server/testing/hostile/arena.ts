// Hostile frames meet the real sessions and rooms here, on a store in memory. Whatever the frames are, all of this
// holds: nothing throws, the work is bounded, a bystander's words are acknowledged and reach a reader, peers can read
// all that they get, and the stored document is the one that everybody has.

import assert from 'node:assert/strict';
import * as decoding from 'lib0/decoding';
import { pino } from 'pino';
import * as Y from 'yjs';
import { openToAll } from '../../auth/authority.ts';
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
import { joinRequest, openRoomsOn } from '../rooms.ts';
import { TestClock } from '../clock.ts';
import { assertBounded, most, type Work, workOf } from './work.ts';

const silent = pino({ level: 'silent' });
const document = 'plan';

/** An honest client that throws at bytes that it cannot read, as y-protocols does without an error handler. */
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
    assert.equal(this.doc.store.pendingStructs, null, 'a peer was sent an update that depends on a missing one');
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
  /** The number of hostile sessions that were closed. */
  refused = 0;
  /** The most work between two checks so far. */
  work: Work = { walked: 0, moved: 0, allocated: 0 };
  /** The number of times that the document was loaded. */
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

  /** The number of times that the document was loaded again because an update broke it. */
  get reloads(): number {
    return this.#loads - 1;
  }

  /** The number of updates that were stored. */
  get taken(): number {
    const kept = this.#disk.get(document);
    return kept === undefined || kept === 'deleted' ? 0 : kept.lastSequence;
  }

  connect(end: { receive(frame: Uint8Array): void; closed(code: number): void }): Session {
    const channel: Channel = {
      speaksQuire: true,
      received: 0,
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
    const session = new Session(joinRequest(document), channel, deps);
    this.#sessions.add(session);
    return session;
  }

  /** Runs `act`, which is to call `suffer`. Throws an AssertionError when that takes more than `mostWork`. */
  async bounded(act: () => Promise<void>): Promise<void> {
    const work = await workOf(act);
    this.work = most(this.work, work);
    assertBounded(work);
  }

  /** Sends one hostile frame, in the present hostile session or, when that was closed, in a new one. */
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
    this.#hostile.receive(frame, isBinary);
    await this.#settle();
  }

  /** Throws an AssertionError when one of the promises at the top of this file is broken. */
  async check(): Promise<void> {
    const [bystander, reader] = [this.#bystander, this.#reader];
    const word = `${++this.#rounds} `;
    bystander.text.insert(0, word);
    if (this.#rounds % 3 === 0) bystander.text.delete(word.length, Math.min(2, bystander.text.length - word.length));
    await this.#clock.advance(limits.acknowledgementWindow);
    assert.deepEqual([bystander.closed, reader.closed], [null, null], 'a peer was closed');
    assert.equal(bystander.acknowledged, bystander.sent, 'an update of the bystander is not acknowledged');
    assert.ok(reader.text.toString().startsWith(word), 'the reader lacks the words of the bystander');
    const stored = this.#stored();
    const server = new Y.Doc();
    Y.applyUpdate(server, (await this.#rooms.read(document))!);
    const everyone = { bystander: bystander.doc, reader: reader.doc, stored, joiner: server };
    for (const [who, doc] of Object.entries(everyone)) {
      assert.deepEqual(stateOf(doc), stateOf(bystander.doc), `${who} lacks updates`);
      assert.equal(doc.getText('bystander').toString(), bystander.text.toString(), `${who} has other words`);
    }
    // Not the joiner: an item between hostile neighbours may have another place once those are garbage.
    for (const [who, doc] of Object.entries({ reader: reader.doc, stored })) {
      assert.ok(Y.equalSnapshots(Y.snapshot(doc), Y.snapshot(bystander.doc)), `${who} and the bystander differ`);
    }
    for (const doc of [stored, server]) doc.destroy();
  }

  /** Ends all sessions, so that the room leaves memory and is compacted. Throws when the document is another then. */
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

  /** The document as a server that starts now would load it. */
  #stored(): Y.Doc {
    const kept = this.#disk.get(document);
    assert.ok(kept !== undefined && kept !== 'deleted');
    const doc = new Y.Doc();
    if (kept.snapshot !== null) Y.applyUpdate(doc, kept.snapshot);
    for (const { update } of kept.log) Y.applyUpdate(doc, update);
    assert.equal(doc.store.pendingStructs, null, 'a stored update depends on a missing one');
    return doc;
  }

  /** Resolves when nothing is under way: in so small a room a flush does not wait. */
  #settle(): Promise<void> {
    return this.#clock.advance(0);
  }
}
