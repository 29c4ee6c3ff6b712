// The rooms that are open. A document is loaded once however many join, and a load that fails, or finds the document
// deleted or damaged, opens nothing.

import type { Logger } from 'pino';
import { applyUpdate, Doc, encodeStateAsUpdate } from 'yjs';
import type { Clock } from '../clock.ts';
import type { Events } from '../events/events.ts';
import { limits } from '../limits/limits.ts';
import { CloseCode, type CloseReason } from '../../protocol/close-codes.ts';
import { damaged, deleted, OpenRoom, type Membership } from './open-room.ts';
import type { Member } from './room.ts';
import type { Store, StoredDocument } from '../store/store.ts';

const replaced: CloseReason = {
  code: CloseCode.replaced,
  reason: 'the document was replaced by another of the same name',
};

export class Rooms {
  readonly #store: Store;
  readonly #events: Events;
  readonly #log: Logger;
  readonly #clock: Clock;
  readonly #open = new Map<string, Promise<OpenRoom | CloseReason>>();
  /** Bytes of all rooms that the store does not have yet. */
  #unstored = 0;
  #draining = false;

  /** Ends the room of each document of which `events` says that it was deleted. */
  constructor(store: Store, events: Events, log: Logger, clock: Clock) {
    this.#store = store;
    this.#events = events;
    this.#log = log;
    this.#clock = clock;
    events.subscribe((event) => {
      if (event.type === 'deleted') void this.#endDeleted(event.document);
    });
  }

  /** Whether the server is taking its leave. */
  get draining(): boolean {
    return this.#draining;
  }

  /**
   * Loads the document if need be and seats `member`, which may know the document's `epoch` from before; null when, by
   * then, it is no longer `wanted`. Rejects when the store cannot be reached.
   */
  async join(
    document: string,
    epoch: string | null,
    member: Member,
    wanted: () => boolean,
  ): Promise<Membership | CloseReason | null> {
    return this.#use(document, (open) => {
      if (wanted() && (epoch === null || epoch === open.epoch)) return open.join(member);
      open.closeWhenIdle();
      return wanted() ? replaced : null;
    });
  }

  /**
   * The document as one V1 update: as it is now, or of a damaged one what can be read. Null when there is none.
   * Rejects when the store cannot be reached.
   */
  async read(document: string): Promise<Uint8Array | null> {
    const found = await this.#store.find(document);
    if (found === null || found === 'deleted') return null;
    const read = await this.#use(document, (open) => {
      open.closeWhenIdle();
      return open.read();
    });
    if (read instanceof Uint8Array) return read;
    const loaded = await this.#store.load(document);
    return loaded.type === 'deleted' ? null : readable(loaded.updates);
  }

  /** Tells everyone that the server restarts, then waits until the store has everything. May never resolve. */
  async drain(): Promise<void> {
    this.#draining = true;
    for (const open of await this.#opened()) open.notify({ type: 'draining' });
    await this.flush();
  }

  /** Hands all that is in the rooms to the store, and waits until it has it. May never resolve. */
  async flush(): Promise<void> {
    await Promise.all((await this.#opened()).map((open) => open.drain()));
  }

  /** The documents of which the store does not have everything. */
  async unstored(): Promise<string[]> {
    return (await this.#opened()).filter(({ dirty }) => dirty).map(({ document }) => document);
  }

  async #endDeleted(document: string): Promise<void> {
    this.#log.info({ document }, 'a document was deleted');
    const open = await this.#open.get(document)?.catch(() => deleted);
    if (open instanceof OpenRoom) open.end(deleted);
  }

  async #opened(): Promise<OpenRoom[]> {
    const results = await Promise.allSettled(this.#open.values());
    return results.flatMap((result) =>
      result.status === 'fulfilled' && result.value instanceof OpenRoom ? [result.value] : [],
    );
  }

  /** Does something with the open room of a document that is there, or says why there is none. */
  async #use<Result>(document: string, act: (open: OpenRoom) => Result): Promise<Result | CloseReason> {
    for (;;) {
      const open = await this.#load(document);
      if (!(open instanceof OpenRoom)) return open;
      if (open.reloading === null) return act(open);
      await open.reloading;
    }
  }

  #load(document: string): Promise<OpenRoom | CloseReason> {
    const found = this.#open.get(document);
    if (found !== undefined) return found;
    const open = this.#loadAnew(document);
    this.#open.set(document, open);
    // Whoever is refused, or told of a failure, finds the document as it is by then when they come again.
    const forget = () => this.#open.delete(document);
    open.then((room) => room instanceof OpenRoom || forget(), forget);
    return open;
  }

  async #loadAnew(document: string): Promise<OpenRoom | CloseReason> {
    const loaded = await this.#store.load(document);
    if (loaded.type === 'deleted') return deleted;
    let damage = loaded.type === 'damaged' ? loaded.damage : '';
    try {
      if (loaded.type === 'whole') return this.#openRoom(document, loaded);
    } catch (error) {
      damage = `its updates cannot be read: ${(error as Error).message}`;
    }
    this.#log.error({ document, damage }, 'a document is damaged; nobody is let in, and nothing of it is changed');
    return damaged;
  }

  #openRoom(document: string, stored: StoredDocument): OpenRoom {
    return new OpenRoom(document, stored, {
      store: this.#store,
      events: this.#events,
      log: this.#log,
      clock: this.#clock,
      overloaded: () => this.#unstored >= limits.unstoredBytes,
      unstored: (bytes) => (this.#unstored += bytes),
      ended: () => this.#open.delete(document),
    });
  }
}

/** All that can be read of some updates. */
function readable(updates: readonly Uint8Array[]): Uint8Array {
  const doc = new Doc();
  try {
    for (const update of updates) applyUpdate(doc, update);
  } catch {
    // What came before is what there is.
  }
  const state = encodeStateAsUpdate(doc);
  doc.destroy();
  return state;
}
