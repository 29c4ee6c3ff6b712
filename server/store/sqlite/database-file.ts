// The database with the mark beside it, and their place on the disk. The mark follows each commit before anybody is
// told of it. An open file outlives its name, so nothing is acknowledged while the name is gone or another file has it.

import { existsSync, renameSync, rmSync, statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { dirname } from 'node:path';
import { makeDirectory, syncPath, timeInNames } from './directory.ts';
import { Mark } from './mark.ts';
import { openDatabase } from './schema.ts';
import { markOf, requireSound, walOf } from './start-check.ts';
import { commitCounter } from './transaction.ts';

/** Where the open files are: under their names; nowhere, as some name is gone; or other files have their names. */
export type Place = 'kept' | 'gone' | 'taken';

export class DatabaseFile {
  readonly path: string;
  readonly database: DatabaseSync;
  readonly #mark: Mark;
  /** The counter in the mark. */
  #marked: number | null = null;
  /** The identities of the open files. */
  #own: readonly [database: string | null, wal: string | null] = [null, null];
  /** The copy that was written beside a file that took the name. */
  #copy: string | null = null;

  /** Opens `path`. Throws a sentence when something acknowledged is missing in it, or when it cannot be used. */
  constructor(path: string) {
    requireSound(path);
    this.path = path;
    this.database = openDatabase(path);
    this.#mark = new Mark(markOf(path));
  }

  /** Takes to the disk what SQLite found in its log. Throws when the file is locked, or may not be written. */
  confirm(): void {
    this.database.exec('BEGIN IMMEDIATE; COMMIT'); // needs no space: a server starts on a full disk, too
    syncPath(walOf(this.path));
    this.#own = this.#present();
    this.acknowledge();
    this.#mark.write(this.#marked!); // in the other slot, too: an old counter there would stand for a damaged new one
    this.sync();
  }

  /** Compares the open files with their names. */
  get place(): Place {
    const present = this.#present();
    if (present.some((identity, i) => identity !== null && identity !== this.#own[i])) return 'taken';
    return present.includes(null) ? 'gone' : 'kept';
  }

  /** To be called after the commits of a batch, and before any answer tells of them. Throws unless in place. */
  acknowledge(): void {
    if (this.place !== 'kept') throw new Error('the files of the database were taken away');
    const counter = commitCounter(this.database);
    if (counter !== this.#marked) this.#mark.write(counter);
    this.#marked = counter;
  }

  /** Syncs the mark. Nobody needs to wait for it. */
  sync(): void {
    if (this.database.isOpen) this.#mark.sync();
  }

  /**
   * To be called while the files are `gone`. Writes the database back under its name, from the open file, and closes
   * that; the caller opens the new file. When this throws, the open file is as before.
   */
  putBack(): void {
    if (!existsSync(this.path)) {
      const copy = `${this.path}.new`;
      makeDirectory(dirname(this.path));
      this.copyTo(copy);
      rmSync(walOf(this.path), { force: true }); // its pages are those of the lost file
      renameSync(copy, this.path);
      syncPath(dirname(this.path));
    }
    this.close(); // where only the log is gone, SQLite writes everything to the database now
  }

  /** To be called while other files are in place. Writes the database beside them, once; gives the name of the copy. */
  keepCopy(): string {
    if (this.#copy === null) {
      const copy = `${this.path}.kept-${timeInNames()}`;
      this.copyTo(copy);
      syncPath(dirname(copy));
      this.#copy = copy;
    }
    return this.#copy;
  }

  close(): void {
    this.#mark.sync();
    this.#mark.close();
    const wal = walOf(this.path);
    const isForeign = ![null, this.#own[1]].includes(identityOf(wal));
    // SQLite removes the log by its name, whichever file has the name. It leaves the log when the database was moved.
    if (isForeign) renameSync(wal, `${wal}.foreign`);
    this.database.close();
    if (isForeign) renameSync(`${wal}.foreign`, wal);
  }

  #present(): [string | null, string | null] {
    return [identityOf(this.path), identityOf(walOf(this.path))];
  }

  /** Writes a consistent copy into `file`, in place of what that holds, and takes it to the disk. */
  copyTo(file: string): void {
    rmSync(file, { force: true });
    this.database.prepare('VACUUM INTO ?').run(file);
    syncPath(file);
  }
}

/** Tells a file from every other; null when there is none of this name. Opens nothing: closing would drop locks. */
function identityOf(path: string): string | null {
  const stat = statSync(path, { throwIfNoEntry: false, bigint: true });
  return stat === undefined ? null : `${stat.dev}:${stat.ino}`;
}
