// The host of a room, as the room sees it. Every effect of a room goes out here, except the frames to its members.

import type { Author } from '../store/store.ts';
import type { SharedEntry } from './awareness.ts';

export interface RoomOutput {
  /**
   * Store `update`, and call `stored(id)` once it is durable. `title` is the document's, at most 200 characters;
   * `authors` are those of the Yjs clients whose first structs are in the update.
   */
  append(id: number, update: Uint8Array, title: string, authors: readonly Author[]): void;
  /**
   * Tell other servers of the presence of members here, and of a clock under which anybody was told of it. Null where
   * there are none.
   */
  readonly share: ((entries: readonly SharedEntry[], raise: number | null) => void) | null;
  /** Call `flush` after `delay` milliseconds, in place of the flush that was scheduled before. */
  schedule(delay: number): void;
  /** Call `rebuild` once, with the stored document, when all appends so far are durable. */
  reload(): void;
  /** The time of day, in seconds since 1970. */
  seconds(): number;
  /** Whether the store is so far behind that the room may accept nothing new. */
  overloaded(): boolean;
}
