// One person at one browser: their page, their name, their own network, and what they do and see.
// People write with real keys; only where the caret goes is set by script, which is the same in every browser.
import type { BrowserContext, Dialog, Page } from '@playwright/test';
import { caretOffset, caretRect, selectBetween, textOf, type Place } from './caret.ts';
import type { Editor, Identity, Rect, RemoteCursor } from './editor.ts';
import { eventually } from './eventually.ts';
import type { Line } from './network.ts';
import type { Profile, SavedFile } from './profile.ts';

/** Lets a person's browser, if it is open, know whether there is a network. */
export async function tellBrowser({ context, line }: Person): Promise<void> {
  if (!context.isClosed()) await context.setOffline(line.isCut);
}

/** Lets a person's pages know that the network is another one: online without having been offline. */
export async function tellOfNetwork({ context }: Person): Promise<void> {
  if (context.isClosed()) return;
  for (const page of context.pages()) await page.evaluate(() => void window.dispatchEvent(new Event('online')));
}

/** The page of a new context, which is told first who this is. */
export async function firstPage(context: BrowserContext, identity: Identity, editor: Editor): Promise<Page> {
  await editor.introduce(context, identity);
  return context.pages()[0] ?? context.newPage();
}

export class Person {
  readonly name: string;
  /** Their way to the server; the `network` fixture's verbs are nicer. */
  readonly line: Line;
  /** What their page threw and did not catch, and the faults that it found in itself. Each fails the test. */
  readonly errors: string[] = [];
  /** Everything on their page's console. */
  readonly console: string[] = [];
  readonly #editor: Editor;
  readonly #identity: Identity;
  readonly #ownProfile: Profile | undefined;
  #page: Page;

  /** Somebody at this page; with a `profile` when it is what their browser was started on. */
  constructor(identity: Identity, page: Page, line: Line, editor: Editor, profile?: Profile) {
    this.name = identity.name;
    this.line = line;
    this.#identity = identity;
    this.#editor = editor;
    this.#ownProfile = profile;
    this.#page = page;
    this.#listen();
  }

  /** Their page, which is Playwright's; another one after their browser was opened again. */
  get page(): Page {
    return this.#page;
  }

  get context(): BrowserContext {
    return this.#page.context();
  }

  /** Ends their browser. What its pages have stored stays, what they only had in mind is gone. */
  async closeBrowser(): Promise<void> {
    await this.#profile.close();
  }

  /** Starts their browser again with an empty page, and all that was stored. It is offline if their line is cut. */
  async openBrowser(): Promise<void> {
    if (!this.context.isClosed()) throw new Error(`The browser of ${this.name} has not been closed.`);
    this.#page = await firstPage(await this.#profile.open(), this.#identity, this.#editor);
    this.#listen();
    await tellBrowser(this);
  }

  /** Opens the document and waits until one can write in it. */
  async open(document: string): Promise<void> {
    await this.visit(this.#editor.path(document));
    await this.#editor.ready(this.page);
  }

  /** Goes to any path of the app. */
  async visit(path: string): Promise<void> {
    await this.#insisting(() => this.page.goto(this.line.url + path));
  }

  /** Loads the document again and waits until one can write in it. */
  async reload(): Promise<void> {
    await this.#insisting(() => this.page.reload());
    await this.#editor.ready(this.page);
  }

  /** Closes their page. */
  async leave(): Promise<void> {
    await this.page.close();
  }

  /** Does `act` and gives the file that their page saves thereby. */
  async saves(act: () => Promise<unknown>): Promise<SavedFile> {
    return this.#profile.savedFile(this.page, act);
  }

  /** Types at their caret, key by key; into the document if the caret is nowhere. A newline is the Enter key. */
  async type(text: string): Promise<void> {
    await this.#focus();
    await this.page.keyboard.type(text);
  }

  /** Presses keys one after another, as in `press('End', 'ControlOrMeta+b')`. */
  async press(...keys: string[]): Promise<void> {
    await this.#focus();
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** Selects the first occurrence of these words. */
  async select(words: string): Promise<void> {
    await this.selectFrom({ before: words }, { after: words });
  }

  /** Selects from one place to another. */
  async selectFrom(start: Place, end: Place): Promise<void> {
    const select = () => this.#surface.evaluate(selectBetween, [start, end] as [Place, Place]);
    while (!(await select())) for (const place of [start, end]) await this.#reads(place);
  }

  /** Puts the caret before or after the first occurrence of some words. */
  async putCaret(place: Place): Promise<void> {
    await this.selectFrom(place, place);
  }

  /** The text on both sides of their caret, as in `['The quick', ' fox']`; undefined when it is not in the document. */
  async caret(): Promise<[before: string, after: string] | undefined> {
    const offset = await this.#surface.evaluate(caretOffset);
    const text = await this.text();
    return offset < 0 ? undefined : [text.slice(0, offset), text.slice(offset)];
  }

  /** Where on their page a caret at that place of the text would stand. */
  async rectOf(place: Place): Promise<Rect> {
    for (;;) {
      const rect = await this.#surface.evaluate(caretRect, place);
      if (rect !== null) return rect;
      await this.#reads(place);
    }
  }

  /** The words of the document without their structure. */
  async text(): Promise<string> {
    return this.#surface.evaluate(textOf);
  }

  /** What their page shows, a line for each block. */
  async lines(): Promise<string[]> {
    return this.#editor.read(this.page);
  }

  /** Waits until their page shows exactly these lines. */
  async sees(...lines: string[]): Promise<void> {
    await eventually(() => this.lines(), { message: `what ${this.name} sees` }).toEqual(lines);
  }

  /** Waits until these words are somewhere on their page's document. */
  async reads(words: string): Promise<void> {
    await eventually(() => this.text(), { message: `what ${this.name} reads` }).toContain(words);
  }

  /** The other people's carets on their page. */
  async cursors(): Promise<RemoteCursor[]> {
    return this.#editor.cursors(this.page);
  }

  /** Waits until their page shows the carets of exactly these people. */
  async seesCursorsOf(...people: Person[]): Promise<void> {
    const names = async () => (await this.cursors()).map(({ name }) => name).sort();
    await eventually(names, { message: `whose carets ${this.name} sees` }).toEqual(
      people.map(({ name }) => name).sort(),
    );
  }

  /** Waits until their page shows the caret of `other` at that place of the text, to within a few pixels. */
  async seesCursorOf(other: Person, place: Place, { withinPx = 3 } = {}): Promise<void> {
    const distance = async () => {
      const cursor = (await this.cursors()).find(({ name }) => name === other.name);
      if (!cursor) return `${other.name} has no caret here`;
      const should = await this.rectOf(place);
      const aside = Math.abs(cursor.rect.x - should.x);
      const above = should.y + should.height / 2 - cursor.rect.y;
      const inLine = above > 0 && above < cursor.rect.height;
      return aside <= withinPx && inLine ? 'there' : `at ${JSON.stringify(cursor.rect)}, not ${JSON.stringify(should)}`;
    };
    await eventually(distance, { message: `where ${this.name} sees the caret of ${other.name}` }).toBe('there');
  }

  /** Waits until their page says that exactly these people are here (apps differ on whether oneself is among them). */
  async seesPresent(...names: string[]): Promise<void> {
    const present = async () => (await this.#editor.present(this.page)).sort();
    await eventually(present, { message: `who ${this.name} sees` }).toEqual(names.sort());
  }

  /** Has their page, if it is open, look for faults of its own; see `errors`. */
  async check(): Promise<void> {
    if (!this.context.isClosed() && !this.page.isClosed()) await this.#editor.check?.(this.page);
  }

  #listen(): void {
    this.page.on('console', (message) => {
      this.console.push(`${message.type()}: ${message.text()}`);
      if (this.#editor.faults?.test(message.text())) this.errors.push(message.text());
    });
    this.page.on('pageerror', (error) => {
      // Firefox also reports here what it could not load, as when its line is cut: under no name, or one that is no
      // class's.
      if (/^\w+$/.test(error.name)) this.errors.push(error.stack ?? error.message);
      else this.console.push(error.message);
    });
  }

  get #profile(): Profile {
    if (!this.#ownProfile) throw new Error('That takes a profile of their own: test.use({ keepProfiles: true }).');
    return this.#ownProfile;
  }

  get #surface() {
    return this.#editor.surface(this.page);
  }

  /** Leaves a page also when it asks whether one really wants to. */
  async #insisting(leave: () => Promise<unknown>): Promise<void> {
    const insist = (dialog: Dialog) => void dialog.accept();
    this.page.on('dialog', insist);
    try {
      await leave();
    } finally {
      this.page.off('dialog', insist);
    }
  }

  async #focus(): Promise<void> {
    const focused = await this.#surface.evaluate((element) => element.contains(document.activeElement));
    if (!focused) await this.#surface.focus();
  }

  /** Waits for the words of a place, which may still be on their way. */
  async #reads(place: Place): Promise<void> {
    await this.reads('before' in place ? place.before : place.after);
  }
}
