// A member that joins a room for one edit, such as that of a request over HTTP. Its edit takes the way of every other:
// it is checked, relayed to everyone in the room, stored, and acknowledged once it is durable.

import { CloseCode, type CloseReason } from '../../protocol/close-codes.ts';
import { type AccessInfo, MessageType } from '../../protocol/messages.ts';
import type { Role, User } from '../../protocol/roles.ts';
import type { Member } from './member.ts';

/** The person for whom an edit is made. */
export interface Editor {
  readonly role: Role;
  /** Null when the server does not know. */
  readonly user: User | null;
}

export type EditOutcome =
  /** The edit is durable, or there was nothing to change. */
  | { readonly type: 'done' }
  /** The room did not take the edit, for this reason. */
  | ({ readonly type: 'rejected' } & CloseReason)
  /** The room took the edit, and the store has not confirmed it in time. */
  | { readonly type: 'late' };

export class OneEdit implements Member {
  readonly speaksQuire = true;
  readonly congested = false;
  readonly role: Role;
  readonly user: User | null;
  readonly outcome: Promise<EditOutcome>;
  #settle: (outcome: EditOutcome) => void = () => {};

  constructor({ role, user }: Editor) {
    this.role = role;
    this.user = user;
    this.outcome = new Promise((resolve) => (this.#settle = resolve));
  }

  get access(): AccessInfo {
    return { role: this.role, user: this.user, expiresIn: null };
  }

  /** The only acknowledgement is that of the edit, since the member sends nothing else. */
  send(frame: Uint8Array): void {
    if (frame[0] === MessageType.ack) this.#settle({ type: 'done' });
  }

  refused(): void {
    this.close(CloseCode.forbidden, 'the role does not allow writing');
  }

  close(code: CloseCode, reason: string): void {
    this.#settle({ type: 'rejected', code, reason });
  }

  /** There was nothing to change. */
  skip(): void {
    this.#settle({ type: 'done' });
  }

  /** The time is over. */
  giveUp(): void {
    this.#settle({ type: 'late' });
  }
}
