// A disk of a few megabytes under one directory, to be filled and freed: a file system of its own in memory (tmpfs), so
// what fails on it fails as on a real one. Mounting takes Linux and root.
import { execFile } from 'node:child_process';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const page = Buffer.alloc(4096);

/** This machine does not let us mount anything. */
export class MountRefused extends Error {}

export class SmallDisk {
  readonly #directory: string;

  private constructor(directory: string) {
    this.#directory = directory;
  }

  /** Mounts a disk of that size over the empty directory; rejects with MountRefused where that is not allowed. */
  static async mount(directory: string, bytes: number): Promise<SmallDisk> {
    try {
      await run('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', directory]);
    } catch (error) {
      throw new MountRefused(`A small disk cannot be mounted here: ${(error as Error).message}`);
    }
    return new SmallDisk(directory);
  }

  get #ballast(): string {
    return join(this.#directory, 'ballast');
  }

  /** Takes all the room that is left. */
  fill(): void {
    const file = openSync(this.#ballast, 'a');
    try {
      for (;;) writeSync(file, page);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    } finally {
      closeSync(file);
    }
  }

  /** Gives back what `fill` took. */
  free(): void {
    rmSync(this.#ballast);
  }

  async unmount(): Promise<void> {
    await run('umount', [this.#directory]);
  }
}
