// The bytes of files, each in a file of the disk that its hash names. Nobody changes such a file: it is written aside,
// taken to the disk, and only then gets its name. A crash leaves at most files that no document holds.

import { randomUUID } from 'node:crypto';
import { createReadStream, type Stats } from 'node:fs';
import { open, readdir, rename, rm, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { messageOf } from '../../protocol/error-message.ts';
import { ArrivingFile } from './arriving-file.ts';
import type { FileStorage, ReceivedFile } from './files.ts';
import { makeDirectory, syncPath } from './sqlite/directory.ts';
import { Turns } from './turns.ts';

export class DiskFiles implements FileStorage {
  readonly #directory: string;
  readonly #turns = new Turns();

  /** Makes nothing yet. */
  constructor(directory: string) {
    this.#directory = directory;
  }

  async receive(bytes: AsyncIterable<Uint8Array>, most: number): Promise<ReceivedFile | 'tooLarge'> {
    const path = join(this.#made('incoming'), randomUUID());
    const file = await open(path, 'wx');
    const arriving = new ArrivingFile(most);
    let isWhole = false;
    try {
      for await (const chunk of bytes) {
        if (!arriving.add(chunk)) return 'tooLarge';
        await file.write(chunk);
      }
      await file.sync();
      isWhole = true;
    } finally {
      await file.close();
      if (!isWhole) await rm(path, { force: true });
    }
    const measures = arriving.end();
    const name = measures.hash;
    return {
      ...measures,
      keep: async () => {
        const directory = this.#made(name.slice(0, 2));
        await rename(path, join(directory, name));
        syncPath(directory);
      },
      discard: () => rm(path, { force: true }),
    };
  }

  async sizeOf(hash: string): Promise<number | null> {
    return (await this.#stat(hash))?.size ?? null;
  }

  read(hash: string, start: number, end: number): Readable {
    return createReadStream(this.#pathOf(hash), { start, end });
  }

  inTurn<Value>(hash: string, act: () => Promise<Value>): Promise<Value> {
    return this.#turns.take(hash, act);
  }

  async removeUnheld(time: number, held: (hashes: readonly string[]) => Promise<readonly string[]>): Promise<number> {
    let removed = 0;
    for (const directory of await namesIn(this.#directory)) {
      const names = await namesIn(join(this.#directory, directory));
      const known = directory === 'incoming' ? [] : await held(names);
      for (const name of names) {
        if (known.includes(name)) continue;
        removed += await this.inTurn(name, () => this.#removeIfUnheld(directory, name, time, held));
      }
    }
    return removed;
  }

  /** Asks again: somebody may have brought the same file since. */
  async #removeIfUnheld(
    directory: string,
    name: string,
    time: number,
    held: (hashes: readonly string[]) => Promise<readonly string[]>,
  ): Promise<0 | 1> {
    const path = join(this.#directory, directory, name);
    const found = await stat(path).catch(nullIfMissing);
    if (found === null || found.mtimeMs >= time || (await held([name])).length > 0) return 0;
    await unlink(path);
    return 1;
  }

  #stat(hash: string): Promise<Stats | null> {
    return stat(this.#pathOf(hash)).catch(nullIfMissing);
  }

  #pathOf(hash: string): string {
    return join(this.#directory, hash.slice(0, 2), hash);
  }

  /** A directory within this one, which is there afterwards, also after a crash. */
  #made(name: string): string {
    const path = join(this.#directory, name);
    try {
      makeDirectory(path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
        throw new Error(`The directory ${path} for files cannot be made: ${messageOf(error)}.`, { cause: error });
      }
    }
    syncPath(this.#directory);
    return path;
  }
}

function nullIfMissing(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}

async function namesIn(directory: string): Promise<string[]> {
  return readdir(directory).catch((error: NodeJS.ErrnoException) => nullIfMissing(error) ?? []);
}
