// For tests: rooms as main.ts puts them together, on a store of the test. Changes that the store confirms are events,
// and the rooms listen to them.

import assert from 'node:assert/strict';
import { pino } from 'pino';
import { everybody } from '../auth/authority.ts';
import type { Bus } from '../bus/bus.ts';
import type { Clock } from '../clock.ts';
import type { JoinRequest } from '../connection/session.ts';
import { announcedStore } from '../events/announced-store.ts';
import { Events } from '../events/events.ts';
import { Rooms } from '../rooms/rooms.ts';
import type { Store } from '../store/store.ts';

/** The resulting `store` announces its changes to `events`. A listener that throws fails the test. */
export function openRoomsOn(
  plainStore: Store,
  clock: Clock,
  log = pino({ level: 'silent' }),
  bus: Bus | null = null,
): { store: Store; events: Events; rooms: Rooms } {
  const events = new Events(assert.ifError);
  const store = announcedStore(plainStore, events);
  return { store, events, rooms: new Rooms(store, events, log, clock, bus) };
}

/** What the gate hands to a session of a client with AUTH=open. */
export const joinRequest = (document: string): JoinRequest => ({
  address: '192.0.2.1',
  document,
  epoch: null,
  identity: everybody,
  closed: () => {},
});
