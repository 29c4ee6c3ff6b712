// The facts of a connection that the status needs. Pure: facts, an event and a time in milliseconds since 1970 come in,
// and the next facts go out.

import type { Carrier } from './socket/carriers.ts';
import type { ConnectionState } from './status.ts';

export interface ConnectionFacts {
  readonly connection: ConnectionState;
  /** Since when `connection` has its value. */
  readonly connectionSince: number;
  /** When the page was last connected again after a loss; null when it never was. */
  readonly restoredAt: number | null;
  /** Whether the server announced its restart. */
  readonly restarting: boolean;
  /** Whether the server said that its store fails, and has acknowledged nothing since. */
  readonly failing: boolean;
  /** Whether the server's whole document has arrived at least once. */
  readonly synced: boolean;
  /** Whether the last attempt to connect failed. */
  readonly unreachable: boolean;
  /** What carries the connection, or carried the last one. */
  readonly carrier: Carrier;
}

export type ConnectionEvent =
  /** The server's whole document has arrived on this connection. */
  | { readonly type: 'synced' }
  | { readonly type: 'acknowledged' }
  /** The connection is open, or goes on, over this carrier. */
  | { readonly type: 'carried'; readonly carrier: Carrier }
  /** The server said that its store fails. */
  | { readonly type: 'storeFails' }
  /** The server announced its restart. */
  | { readonly type: 'draining' }
  /** The connection closed, or an attempt failed, and the page tries again. */
  | { readonly type: 'lost'; readonly hasLocalCopy: boolean }
  /** The connection ended for good. */
  | { readonly type: 'refused' }
  /** The page tries again after the connection ended for good, with another key. */
  | { readonly type: 'retried'; readonly hasLocalCopy: boolean };

export const firstFacts = (now: number): ConnectionFacts => ({
  connection: 'connecting',
  connectionSince: now,
  restoredAt: null,
  restarting: false,
  failing: false,
  synced: false,
  unreachable: false,
  carrier: 'websocket',
});

/** The facts after `event`. */
export function nextFacts(facts: ConnectionFacts, event: ConnectionEvent, now: number): ConnectionFacts {
  switch (event.type) {
    case 'synced': {
      const restoredAt = facts.connection === 'reconnecting' ? now : facts.restoredAt;
      const calm = { restarting: false, failing: false, unreachable: false };
      return inState('connected', { ...facts, ...calm, restoredAt, synced: true }, now);
    }
    case 'acknowledged':
      return { ...facts, failing: false };
    case 'carried':
      return { ...facts, carrier: event.carrier };
    case 'storeFails':
      return { ...facts, failing: true };
    case 'draining':
      return { ...facts, restarting: true };
    case 'lost':
      return inState(stateWithoutConnection(facts, event.hasLocalCopy), { ...facts, unreachable: true }, now);
    case 'refused':
      return inState('refused', facts, now);
    case 'retried':
      return inState(stateWithoutConnection(facts, event.hasLocalCopy), facts, now);
  }
}

function inState(connection: ConnectionState, facts: ConnectionFacts, now: number): ConnectionFacts {
  return connection === facts.connection ? facts : { ...facts, connection, connectionSince: now };
}

/** A page without content is still connecting for the first time, as far as a person can see. */
function stateWithoutConnection({ synced }: ConnectionFacts, hasLocalCopy: boolean): ConnectionState {
  return synced || hasLocalCopy ? 'reconnecting' : 'connecting';
}
