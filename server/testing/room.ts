// A Room without a server, and members for it: what the room schedules and appends is there for the test to look at.

import assert from 'node:assert/strict';
import * as Y from 'yjs';
import { embed, text, update } from './updates.ts';
import { decodeClientMessage, encodeSyncStep1, encodeUpdate, MessageType } from '../../protocol/messages.ts';
import type { Role } from '../../protocol/roles.ts';
import { type Member, Room, type RoomMessage } from '../rooms/room.ts';

export function openRoom(updates: Uint8Array[] = [], overloaded = false) {
  const appended: { id: number; update: Uint8Array; title: string }[] = [];
  const scheduled: number[] = [];
  let reloads = 0;
  const room = new Room(
    'plan',
    { epoch: 'one', updates },
    {
      append: (id, update, title) => appended.push({ id, update, title }),
      schedule: (delay) => scheduled.push(delay),
      share: () => {},
      reload: () => void reloads++,
      seconds: () => 0,
      overloaded: () => overloaded,
    },
  );
  return { room, appended, scheduled, reloads: () => reloads };
}

/** A Yjs client in the room: it sends what it writes, and applies what it is sent. */
export class Client implements Member {
  role: Role = 'admin';
  readonly user = null;
  readonly access = { role: 'admin', user: null, expiresIn: null } as const;
  congested = false;
  readonly doc = new Y.Doc();
  readonly frames: Uint8Array[] = [];
  closed: number | null = null;
  refusals = 0;
  readonly speaksQuire: boolean;
  readonly #room: Room;

  constructor(room: Room, speaksQuire = false) {
    this.#room = room;
    this.speaksQuire = speaksQuire;
    room.join(this, 0);
    this.say(encodeSyncStep1(Y.encodeStateVector(this.doc)));
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== this) this.say(encodeUpdate(update));
    });
  }

  say(frame: Uint8Array): void {
    const message = decodeClientMessage(frame);
    assert.notEqual(message.type, 'malformed');
    if (message.type !== 'malformed' && message.type !== 'token') this.#room.receive(this, message, 0);
  }

  /** The server gives the client another role. */
  become(role: Role): void {
    this.role = role;
    this.#room.accessChanged(this, 0);
  }

  /** Asks who is here. The client hears of every change from then on. */
  askForOthers(): void {
    this.say(new Uint8Array([MessageType.queryAwareness]));
  }

  send(frame: Uint8Array): void {
    this.frames.push(frame);
    const message = decodeClientMessage(frame); // the messages that matter here look the same both ways
    if (message.type === 'syncStep2' || message.type === 'update') Y.applyUpdate(this.doc, message.update, this);
  }

  refused(): void {
    this.refusals++;
  }

  close(code: number): void {
    this.closed = code;
  }

  get text(): Y.Text {
    return this.doc.getText('text');
  }

  /** The counts of the Acks, in order. */
  get acks(): number[] {
    return this.frames.filter(([type]) => type === MessageType.ack).map((frame) => frame[1]!);
  }

  /** How many messages of this type the client was sent. */
  received(type: string): number {
    return this.frames.filter((frame) => decodeClientMessage(frame).type === type).length;
  }
}

/** Adds a member that applies nothing of what it is sent. */
export function addListener(room: Room, role: Role = 'admin') {
  const frames: Uint8Array[] = [];
  const closed: number[] = [];
  const member: Member = {
    speaksQuire: true,
    role,
    user: null,
    access: { role, user: null, expiresIn: null },
    congested: false,
    send: (frame) => void frames.push(frame),
    refused: () => {},
    close: (code) => void closed.push(code),
  };
  room.join(member, 0);
  const say = (message: RoomMessage) => room.receive(member, message, 0);
  return { frames, closed, say, ask: (stateVector: Uint8Array) => say({ type: 'syncStep1', stateVector }) };
}

/** Reports the append `id` as durable, and flushes, which sends the Acks. */
export function markStored(room: Room, id: number): void {
  room.stored(id, 0);
  room.flush(0);
}

/** The clock that the document has reached for each Yjs client. */
export const stateOf = (doc: Y.Doc) => Y.decodeStateVector(Y.encodeStateVector(doc));

/** Two updates of another document, of which the second depends on the first: the words `one` and `two`. */
export function dependentUpdates(): [first: Uint8Array, second: Uint8Array] {
  const doc = new Y.Doc();
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
  doc.getText('text').insert(0, 'one');
  doc.getText('text').insert(3, 'two');
  return [updates[0]!, updates[1]!];
}

/** An update of exactly `bytes` bytes: a text by `client`. */
export function sized(bytes: number, client = 700): Uint8Array {
  const overhead = update([{ client, structs: [text('x'.repeat(bytes))] }]).length - bytes;
  return update([{ client, structs: [text('x'.repeat(bytes - overhead))] }]);
}

/** An update that announces a struct and is cut off. */
export const malformed = new Uint8Array([1, 1, 1, 0, 4, 1]);

/** A stored document that turns out to be damaged only when it is hydrated: its second struct is no JSON. */
export const damagedWithin = update(
  [{ client: 5, structs: [text('x'), embed('{')] }],
  [{ client: 5, ranges: [[0, 1]] }],
);
