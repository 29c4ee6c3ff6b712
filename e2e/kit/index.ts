// The kit: Playwright's `test` with fixtures for testing what several people in several browsers do to one document.
// Every test has its own server, data directory, browser contexts and networks; nothing of them outlives it. Browser
// processes alone are kept for the next tests of the same worker.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, type TestInfo } from '@playwright/test';
import { startBrowser, type BrowserName, type StartedBrowser } from './browsers.ts';
import { MountRefused } from './disk.ts';
import type { Editor } from './editor.ts';
import { type Block, Line, type Slowness } from './network.ts';
import { firstPage, Person, tellBrowser, tellOfNetwork } from './person.ts';
import { Profile } from './profile.ts';
import { quire, quireServer } from './quire.ts';
import { Server, type ServerSetup } from './server.ts';

export { expect } from '@playwright/test';
export { converged } from './converged.ts';
export { eventually } from './eventually.ts';
export { Server, type ServerSetup } from './server.ts';
export type { BrowserName } from './browsers.ts';
export type { Editor, Identity, Rect, RemoteCursor } from './editor.ts';
export type { Block } from './network.ts';
export type { Person } from './person.ts';

/** What can be set with `test.use` or in a project of the Playwright config. */
export interface Options {
  /** The editor under test. */
  editor: Editor;
  /** How its server is started. */
  serverSetup: ServerSetup;
  /** What is added to the environment of the server, such as the settings that a test is about. */
  serverEnv: Readonly<Record<string, string>>;
  /**
   * Whether each person has a browser of their own for this test, which can be closed and opened again with all that
   * its pages have stored. Otherwise they share one with the people of other tests, which takes less time.
   */
  keepProfiles: boolean;
  /**
   * Whether browsers have service workers, by which pages open without the server. With `keepProfiles` they always do.
   * Fetching all files of the page for each person takes as much work as the page itself.
   */
  hasServiceWorkers: boolean;
  /**
   * Puts the server's data on a disk of its own of this size, to be filled. Where that is not possible, tests are
   * skipped.
   */
  diskBytes: number | undefined;
}

export interface WorkerOptions {
  /** The browsers that people are spread over: the first person has the first, and so on in turn. */
  browsers: BrowserName[];
}

/** What can happen to one person's connections. */
export interface Network {
  /** Offline: existing connections are reset, new ones fail, and the browser knows. */
  cut(person: Person): Promise<void>;
  /** Half-open: nothing passes and nobody is told, as when a laptop is shut. */
  freeze(person: Person): void;
  /** Everything takes longer, each way. */
  slow(person: Person, slowness: Slowness): void;
  /** Another network, which breaks something: existing connections are reset, and the rest passes. */
  block(person: Person, block: Block): Promise<void>;
  /** As if nothing had happened. What was blocked passes again on connections that stand, and the browser knows. */
  restore(person: Person): Promise<void>;
}

export interface Fixtures {
  server: Server;
  network: Network;
  /**
   * Brings people in, each with a browser context and a page of their own, and opens the document for them if there is
   * one. Called again, it brings others.
   */
  people<Count extends number>(count: Count, document?: string): Promise<PeopleOf<Count>>;
}

/** A tuple of that many people, so that each of them can be given a name at once. */
export type PeopleOf<Count extends number, People extends Person[] = []> = number extends Count
  ? Person[]
  : People['length'] extends Count
    ? People
    : PeopleOf<Count, [...People, Person]>;

const names = ['Ada', 'Ben', 'Cleo', 'Dan', 'Eve', 'Finn', 'Gus', 'Hana'];

/** Runs in a page. */
const takeServiceWorkers = () => void Reflect.deleteProperty(Navigator.prototype, 'serviceWorker');

type BrowserOf = (index: number) => Promise<StartedBrowser>;

export const test = base.extend<Options & Fixtures & { profiles: string }, WorkerOptions & { browserOf: BrowserOf }>({
  browsers: [['chromium'], { option: true, scope: 'worker' }],
  editor: [quire, { option: true }],
  serverSetup: [quireServer, { option: true }],
  serverEnv: [{}, { option: true }],
  keepProfiles: [false, { option: true }],
  hasServiceWorkers: [false, { option: true }],
  diskBytes: [undefined, { option: true }],

  // Each person has a browser process of their own: in one Firefox, only one page at a time has the focus and a caret.
  // Starting one takes long, so each worker does it when a test first asks for it, and keeps it for the next tests.
  browserOf: [
    async ({ browsers }, use) => {
      const started: Promise<StartedBrowser>[] = [];
      await use((index) => (started[index] ??= startBrowser(browsers[index % browsers.length]!)));
      for (const starting of Object.values(started)) await (await starting).browser.close();
    },
    { scope: 'worker' },
  ],

  // The directory that profiles are kept in until the test ends.
  profiles: async ({}, use) => {
    const directory = await mkdtemp(join(tmpdir(), 'e2e-profiles-'));
    await use(directory);
    await rm(directory, { recursive: true, force: true });
  },

  server: async ({ serverSetup, serverEnv, diskBytes }, use, info) => {
    const server = await Server.start(serverSetup, diskBytes, serverEnv).catch((error: Error) => {
      info.skip(error instanceof MountRefused, error.message);
      throw error;
    });
    await use(server);
    await server.dispose();
    if (failed(info)) await info.attach('server.log', { body: server.log });
  },

  people: async ({ server, editor, browsers, keepProfiles, hasServiceWorkers, profiles, browserOf }, use, info) => {
    const here: Person[] = [];
    const profileOf = (index: number) => new Profile(browsers[index % browsers.length]!, join(profiles, String(index)));
    const freshContext = async ({ browser, contextOptions }: StartedBrowser) => {
      const context = await browser.newContext(contextOptions);
      if (!hasServiceWorkers) await context.addInitScript(takeServiceWorkers);
      return context;
    };
    const welcome = async (index: number) => {
      const identity = { index, name: names[index] ?? `Guest ${index}` };
      const line = new Line(() => server.port);
      await line.listen();
      const profile = keepProfiles ? profileOf(index) : undefined;
      const context = await (profile?.open() ?? browserOf(index).then(freshContext));
      const person = new Person(identity, await firstPage(context, identity, editor), line, editor, profile);
      here.push(person);
      return person;
    };
    let invited = 0;
    await use(async <Count extends number>(count: Count, document?: string) => {
      const people = await Promise.all(Array.from({ length: count }, () => welcome(invited++)));
      if (document !== undefined) await Promise.all(people.map((person) => person.open(document)));
      return people as PeopleOf<Count>;
    });
    await Promise.all(here.map((person) => person.check()));
    for (const person of here) if (failed(info)) await attachEvidence(person, info);
    await Promise.all(here.map(({ context, line }) => context.close().then(() => line.close())));
    const errors = here.flatMap((person) => person.errors.map((error) => `The page of ${person.name}: ${error}`));
    if (errors.length > 0) throw new Error(errors.join('\n'));
  },

  network: async ({}, use) => {
    await use({
      async cut(person) {
        person.line.cut();
        await tellBrowser(person);
      },
      freeze: (person) => person.line.freeze(),
      slow: (person, slowness) => person.line.slow(slowness),
      async block(person, block) {
        await person.line.block(block);
        await tellBrowser(person);
      },
      async restore(person) {
        const { isBlocked } = person.line;
        person.line.restore();
        await tellBrowser(person);
        if (isBlocked) await tellOfNetwork(person);
      },
    });
  },
});

const failed = (info: TestInfo) => info.status !== info.expectedStatus;

/** What a person's page showed and said when the test failed. */
async function attachEvidence(person: Person, info: TestInfo): Promise<void> {
  await info.attach(`${person.name}.console.log`, { body: person.console.join('\n') });
  if (person.page.isClosed()) return;
  await info.attach(`${person.name}.png`, { body: await person.page.screenshot(), contentType: 'image/png' });
}
