// Events of this server, for every listener that subscribed, such as the grants and the rooms. The server emits an
// event once its effect holds: of a change when it is durable, of a member when they are in the room.

import type { Role, User } from '../../protocol/roles.ts';

/** Something that happened. `document` is the document's name. */
export type ServerEvent =
  /** The document was created: over HTTP, or because a member joined a document that did not exist. */
  | { readonly type: 'created'; readonly document: string }
  /** Updates of the document became durable. */
  | { readonly type: 'changed'; readonly document: string }
  /** The document was deleted, with its history and its share links. */
  | { readonly type: 'deleted'; readonly document: string }
  /**
   * A share link was created, or has another role or expiry. `expiresAt` is in milliseconds since 1970, UTC; null for
   * never.
   */
  | {
      readonly type: 'granted';
      readonly document: string;
      readonly link: string;
      readonly role: Role;
      readonly expiresAt: number | null;
    }
  /**
   * A share link was withdrawn (`link`), or tokens were revoked: one (`token`) or all of a `user`, in `document` or,
   * when that is null, everywhere. The other fields are null.
   */
  | {
      readonly type: 'revoked';
      readonly document: string | null;
      readonly link: string | null;
      readonly token: string | null;
      readonly user: string | null;
    }
  /** A member joined the room of the document, or left it. `user` is null with AUTH=open. */
  | { readonly type: 'joined' | 'left'; readonly document: string; readonly user: User | null };

/** Handles an event. It is called before the emitter goes on, so it must be quick. */
export type EventListener = (event: ServerEvent) => void;

/**
 * Passes each event to all listeners, in the order in which they subscribed.
 *
 *     const unsubscribe = events.subscribe((event) => {
 *       if (event.type === 'deleted') forget(event.document);
 *     });
 */
export class Events {
  readonly #listeners = new Set<EventListener>();
  readonly #failed: (error: unknown, event: ServerEvent) => void;

  /** `failed` is called when a listener throws. The emitter and the other listeners go on. */
  constructor(failed: (error: unknown, event: ServerEvent) => void) {
    this.#failed = failed;
  }

  /** Calls `listener` with each event from now on. The result unsubscribes it. */
  subscribe(listener: EventListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  emit(event: ServerEvent): void {
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch (error) {
        this.#failed(error, event);
      }
    }
  }
}
