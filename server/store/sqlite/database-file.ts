// The database with the mark beside it. The mark follows each commit before anybody is told of it.

import type { DatabaseSync } from 'node:sqlite';
import { Mark } from './mark.ts';
import { openDatabase } from './schema.ts';
import { markOf, requireSound } from './start-check.ts';
import { commitCounter, transact } from './transaction.ts';

export class DatabaseFile {
  readonly database: DatabaseSync;
  readonly #mark: Mark;
  /** The counter in the mark. */
  #marked: number | null = null;

  /** Opens `path`. Throws a sentence when something acknowledged is missing in it, or when it cannot be used. */
  constructor(path: string) {
    requireSound(path);
    this.database = openDatabase(path);
    this.#mark = new Mark(markOf(path));
  }

  /** Takes to the disk what SQLite found in its log, by a commit of its own. Throws when the file cannot be written. */
  confirm(): void {
    transact(this.database, () => {});
    this.acknowledge();
    this.acknowledge(); // in the other slot, too: an old counter there would stand for the new one when that rots
    this.sync();
  }

  /** To be called after the commits of a batch, and before any answer tells of them. */
  acknowledge(): void {
    const counter = commitCounter(this.database);
    if (counter !== this.#marked) this.#mark.write(counter);
    this.#marked = counter;
  }

  /** Syncs the mark. Nobody needs to wait for it. */
  sync(): void {
    if (this.database.isOpen) this.#mark.sync();
  }

  close(): void {
    this.#mark.sync();
    this.#mark.close();
    this.database.close();
  }
}
