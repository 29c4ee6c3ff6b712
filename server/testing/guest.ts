// Rooms on a store whose answers the test gives, with a clock that the test moves, and guests in them.

import assert from 'node:assert/strict';
import * as Y from 'yjs';
import { MessageType } from '../../protocol/messages.ts';
import type { Member, RoomMessage } from '../rooms/member.ts';
import type { Membership } from '../rooms/open-room.ts';
import type { Rooms } from '../rooms/rooms.ts';
import { type Disk, MemoryStore } from '../store/memory.ts';
import { TestClock } from './clock.ts';
import { openRoomsOn } from './rooms.ts';

/** `store` is the plain store; a change through `announced` is an event, as in the server. */
export function openRooms() {
  const clock = new TestClock();
  const disk: Disk = new Map();
  /** Each request waits for `ready`, and rejects while `failing`. */
  const io = { ready: Promise.resolve() as Promise<unknown>, failing: false, requests: 0 };
  const store = new MemoryStore(disk, async (act) => {
    io.requests++;
    await io.ready;
    if (io.failing) throw new Error('no space left');
    return act();
  });
  const { store: announced, ...opened } = openRoomsOn(store, clock);
  return { clock, disk, io, store, announced, ...opened };
}

/** A member that keeps its frames, and sends nothing by itself. */
export class Guest implements Member {
  readonly role = 'admin';
  readonly user = null;
  readonly access = { role: 'admin', user: null, expiresIn: null } as const;
  congested = false;
  readonly speaksQuire: boolean;
  readonly frames: Uint8Array[] = [];
  closed: number | null = null;

  constructor(speaksQuire = false) {
    this.speaksQuire = speaksQuire;
  }

  send(frame: Uint8Array): void {
    this.frames.push(frame);
  }

  refused(): void {}

  close(code: number): void {
    this.closed = code;
  }

  get notices(): Uint8Array[] {
    return this.frames.filter(([type]) => type === MessageType.notice);
  }
}

export const wanted = () => true;

export async function join(rooms: Rooms, document = 'plan', guest: Member = new Guest()): Promise<Membership> {
  const joined = await rooms.join(document, null, guest, wanted);
  assert.ok(joined.type === 'joined');
  return joined.membership;
}

/** An update with the text, by a new Yjs client. */
export function write(text: string): RoomMessage {
  const doc = new Y.Doc();
  doc.getText('text').insert(0, text);
  return { type: 'update', update: Y.encodeStateAsUpdate(doc) };
}

/** The text of the document in the log on the disk. */
export function stored(disk: Disk, document = 'plan'): string {
  const found = disk.get(document);
  assert.ok(found !== undefined && found !== 'deleted');
  const doc = new Y.Doc();
  for (const { update } of found.log) Y.applyUpdate(doc, update);
  return doc.getText('text').toString();
}

/** The characters of a text, sorted: for texts whose order depends on the client ids. */
export const sortedCharacters = (text: string): string[] => text.split('').sort((a, b) => (a < b ? -1 : 1));
