// A member of a room: a connection, as the room sees it, and what it says to the room.

import type { CloseCode } from '../../protocol/close-codes.ts';
import type { AccessInfo, ClientMessage } from '../../protocol/messages.ts';
import { permits, type Role, type User } from '../../protocol/roles.ts';
import type { Recipient } from './relay.ts';

export interface Member extends Recipient {
  /** Whether the member speaks `quire.1`: it then gets a Welcome, Acks and Notices. */
  readonly speaksQuire: boolean;
  /** The member's role, as of now. */
  readonly role: Role;
  /** The member's user; null when the server does not know. */
  readonly user: User | null;
  /** The access that a Welcome describes; made when it is read. */
  readonly access: AccessInfo;
  /** Something that the member wrote was refused, since it may not write. */
  refused(): void;
  /** Closes the connection. The member still has to leave the room. */
  close(code: CloseCode, reason: string): void;
}

/** A message from a member to its room. A token is for the session. */
export type RoomMessage = Exclude<ClientMessage, { type: 'token' }>;

export const mayWrite = ({ role }: Member): boolean => permits(role, 'write');
