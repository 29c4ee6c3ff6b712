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
}

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
      return { name: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') };
    }
    const before = await this.#saved();
    await act();
    const added = async () => (await this.#saved()).filter((name) => !before.includes(name));
    await eventually(added, { message: 'the saved file' }).toHaveLength(1);
    const name = (await added())[0]!;
    const text = () => readFile(join(this.#downloads, name), 'utf8');
    await eventually(text, { message: `the text of ${name}` }).not.toBe('');
    return { name, text: await text() };
  }

  /**
   * The names of the saved files. Firefox makes an empty one, writes to another beside it, and puts that in its place.
   */
  async #saved(): Promise<string[]> {
    const names = existsSync(this.#downloads) ? await readdir(this.#downloads) : [];
    return names.filter((name) => !name.endsWith('.part'));
  }
}
