// What the kit must know about an editor: the one thing to write for testing an editor of one's own.
// `quire.ts` is the kit's default, `../example/textarea.ts` the smallest that there can be.
import type { BrowserContext, Locator, Page } from '@playwright/test';

/** A person before they have opened a page. */
export interface Identity {
  name: string;
  /** How many people came before: 0 for the first. For choosing a colour, say. */
  index: number;
}

/** A rectangle on the page, in CSS pixels. */
export interface Rect {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Another person's caret as a page shows it. */
export interface RemoteCursor {
  name: string;
  rect: Rect;
}

/** How the kit uses an editor: to open documents, to write, and to see what its page shows. */
export interface Editor {
  /** The path of the page on which `document` is edited. */
  path(document: string): string;
  /** Tells the app who this is, before any page of theirs is loaded. */
  introduce(context: BrowserContext, identity: Identity): Promise<void>;
  /** Waits until the document is on the page, its edits reach the server, and one can write. */
  ready(page: Page): Promise<void>;
  /** Where people write: a contenteditable element or a textarea. */
  surface(page: Page): Locator;
  /**
   * What the page shows, a line of text for each block, with everything that two people must agree on: kinds of
   * blocks, formats and links too. What may differ between people (carets, names) stays out.
   */
  read(page: Page): Promise<string[]>;
  /** The carets of other people that the page shows now. */
  cursors(page: Page): Promise<RemoteCursor[]>;
  /** The names of those who the page says are here. */
  present(page: Page): Promise<string[]>;
  /**
   * What the page writes on its console when it finds a fault of its own, such as that it showed something else than
   * the document holds. A test in which a page wrote that fails, even if the page has mended the fault.
   */
  faults?: RegExp;
  /** Has the page look for such faults now. The kit does so for every open page at the end of each test. */
  check?(page: Page): Promise<void>;
}
