// What happened on this server, told to every listener that subscribed: grants, rooms, webhooks, history, a bus.
// An event is emitted once its effect holds: a change when it is durable, a member when it is in the room.

import type { Role, User } from '../../protocol/roles.ts';

/** Something that happened. `document` is the document's name. */
export type ServerEvent =
  /** The document was made: over HTTP, or because somebody joined one that nobody had made. */
  | { readonly type: 'created'; readonly document: string }
  /** Updates of the document became durable. */
  | { readonly type: 'changed'; readonly document: string }
  /** The document was deleted, and with it its history and its share links. */
  | { readonly type: 'deleted'; readonly document: string }
  /** A share link was made, or has another role or end. `expiresAt` is in milliseconds since 1970, UTC; null for never. */
  | {
      readonly type: 'granted';
      readonly document: string;
      readonly link: string;
      readonly role: Role;
      readonly expiresAt: number | null;
    }
  /** A share link was withdrawn (`link`), or tokens lost their effect: one, or all of a user, in `document` or everywhere. */
  | {
      readonly type: 'revoked';
      readonly document: string | null;
      readonly link: string | null;
      readonly token: string | null;
      readonly user: string | null;
    }
  /** A member joined the room of the document, or left it. `user` is null with AUTH=open. */
  | { readonly type: 'joined' | 'left'; readonly document: string; readonly user: User | null };

/** Hears of events. It must not take long: it is called before the emitter goes on. */
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

  /** `failed` is called when a listener throws; neither the emitter nor the other listeners notice. */
  constructor(failed: (error: unknown, event: ServerEvent) => void) {
    this.#failed = failed;
  }

  /** Calls `listener` with each event from now on; the result ends that. */
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
