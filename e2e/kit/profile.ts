// One person's browser profile: a directory on which their browser is closed and opened again, with all that its pages
// have stored, and into which it saves files. Only one browser at a time is open on it.
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrowserContext, Page } from '@playwright/test';
import { openProfile, tellsOfDownloads, type BrowserName } from './browsers.ts';
import { eventually } from './eventually.ts';

/** A file that a page made its browser save. */
export interface SavedFile {
  name: string;
  text: string;
  bytes: Buffer;
}

const savedFile = (name: string, bytes: Buffer): SavedFile => ({ name, text: bytes.toString('utf8'), bytes });

export class Profile {
  readonly #browser: BrowserName;
  readonly #directory: string;
  readonly #downloads: string;
  #context: BrowserContext | undefined;

  /** A profile in `directory`, which is made when the browser is opened first. */
  constructor(browser: BrowserName, directory: string) {
    this.#browser = browser;
    this.#directory = directory;
    this.#downloads = join(directory, 'downloads');
  }

  /** Starts the browser. */
  async open(): Promise<BrowserContext> {
    this.#context = await openProfile(this.#browser, this.#directory, this.#downloads);
    return this.#context;
  }

  /** Ends the browser. */
  async close(): Promise<void> {
    await this.#context?.close();
  }

  /** Does `act` and gives the file that the page saves thereby, which must not be empty. */
  async savedFile(page: Page, act: () => Promise<unknown>): Promise<SavedFile> {
    if (tellsOfDownloads(this.#browser)) {
      const [download] = await Promise.all([page.waitForEvent('download'), act()]);
      return savedFile(download.suggestedFilename(), await readFile(await download.path()));
    }
    const before = await this.#saved();
    await act();
    const added = async () => (await this.#saved()).filter(({ name }) => !before.some((file) => file.name === name));
    await eventually(added, { message: 'the saved file' }).toHaveLength(1);
    return (await added())[0]!;
  }

  /**
   * The saved files. Firefox makes an empty one of a name of its own, another empty one of the right name, writes to a
   * third beside it, and puts that in its place. A file may be gone by the time it is read.
   */
  async #saved(): Promise<SavedFile[]> {
    const names = existsSync(this.#downloads) ? await readdir(this.#downloads) : [];
    const files = names
      .filter((name) => !name.endsWith('.part'))
      .map(async (name) => savedFile(name, await readFile(join(this.#downloads, name)).catch(() => Buffer.alloc(0))));
    return (await Promise.all(files)).filter(({ text }) => text !== '');
  }
}
