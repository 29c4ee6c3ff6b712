// One document on Quire's page in a browser: how long it takes to open, and what a key in its middle costs. It gives
// figures only when the page shows in the end what everybody typed.

import { setTimeout as sleep } from 'node:timers/promises';
import type { BrowserContext, CDPSession, Page } from '@playwright/test';
import type { StartedBrowser } from '../../e2e/kit/browsers.ts';
import { type BenchDocument, writeDocument } from './documents.ts';
import { Peer } from './peer.ts';

/** The cost of one key, in milliseconds of processor time of the page's main thread. */
export interface KeyCost {
  /** In scripts. */
  readonly script: number;
  /** In everything, with styles, layout and painting. */
  readonly task: number;
}

export interface PageFigures {
  /** Milliseconds from the navigation until the text is shown and can be edited: the first time, and again. */
  readonly first: number;
  readonly again: number;
  /** Milliseconds of processor time of the page's main thread in the first opening. */
  readonly firstTask: number;
  /** A key of the person at the page, and of somebody else; in milliseconds. */
  readonly ownScript: number;
  readonly ownTask: number;
  readonly othersScript: number;
  readonly othersTask: number;
  /** Milliseconds of scripts in the first two seconds after the last key, in which the page checks the text. */
  readonly pause: number;
}

const keyInterval = 50;
/** The keys before the measurement, so that the code is warm. */
const warmUp = 100;
/** From the last key until all that it starts is done, except for what waits for a pause; in milliseconds. */
const settling = 400;
const pause = 2_000;

const keys = 'it is written together and ';
const keyOf = (index: number) => keys[index % keys.length]!;

/** Measures the page on a document of this name, which must be new to the server. */
export async function measurePage(
  { browser, contextOptions }: StartedBrowser,
  port: number,
  name: string,
  document: BenchDocument,
  count: number,
): Promise<PageFigures> {
  const peer = await Peer.bring(port, name, writeDocument(document));
  const context = await browser.newContext(contextOptions);
  try {
    return await measureIn(context, `http://127.0.0.1:${port}/d/${name}`, peer, document, count);
  } finally {
    await context.close();
    peer.leave();
  }
}

async function measureIn(
  context: BrowserContext,
  url: string,
  peer: Peer,
  { paragraphs }: BenchDocument,
  count: number,
): Promise<PageFigures> {
  await context.addInitScript(watchOpening, paragraphs);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (message) => {
    if (/error|warning/.test(message.type())) complaints.push(message.text());
  });
  const session = await context.newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const first = await open(page, url);
  const { task: firstTask } = await metrics(session);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => {}));
  await page.goto('about:blank');
  const again = await open(page, url);

  const middle = Math.floor(paragraphs / 2);
  await page.evaluate(putCaret, middle);
  const own = await costOfKeys(session, count, (index) => page.keyboard.press(keyOf(index)));
  const before = await metrics(session);
  await sleep(pause);
  const checking = (await metrics(session)).script - before.script;
  peer.goTo(middle);
  const others = await costOfKeys(session, count, (index) => peer.press(keyOf(index)));

  await peer.has(await page.evaluate(shownWords));
  if (complaints.length > 0) throw new Error(`the page says: ${complaints[0]}`);
  return {
    first,
    again,
    firstTask,
    ownScript: own.script,
    ownTask: own.task,
    othersScript: others.script,
    othersTask: others.task,
    pause: checking,
  };
}

declare global {
  interface Window {
    /** The milliseconds from the navigation until the text was shown; see `watchOpening`. */
    opened?: Promise<number>;
  }
}

async function open(page: Page, url: string): Promise<number> {
  await page.goto(url, { waitUntil: 'commit' });
  return page.evaluate(() => window.opened!);
}

async function costOfKeys(
  session: CDPSession,
  count: number,
  press: (index: number) => Promise<void> | void,
): Promise<KeyCost> {
  const pressAll = async (from: number, to: number) => {
    for (let i = from; i < to; i++) {
      await press(i);
      await sleep(keyInterval);
    }
    await sleep(settling);
  };
  await pressAll(0, warmUp);
  const before = await metrics(session);
  await pressAll(warmUp, warmUp + count);
  const after = await metrics(session);
  return { script: (after.script - before.script) / count, task: (after.task - before.task) / count };
}

/** The time that the page's main thread has used so far, in milliseconds. */
async function metrics(session: CDPSession): Promise<KeyCost> {
  const { metrics } = await session.send('Performance.getMetrics');
  const of = (name: string) => metrics.find((metric) => metric.name === name)!.value * 1000;
  return { script: of('ScriptDuration'), task: of('TaskDuration') };
}

// These run in the page.

/** Looks in each frame whether the text is shown and can be edited, and takes the time after that frame is painted. */
function watchOpening(paragraphs: number): void {
  window.opened = new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error('the text is not shown')), 60_000);
    const look = () => {
      const editor = document.querySelector<HTMLElement>('[data-testid=editor]');
      if (editor?.isContentEditable && editor.childElementCount >= paragraphs) {
        setTimeout(() => resolve(performance.now()));
      } else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
}

/** Puts the caret into the middle of a paragraph, in the middle of the window. */
function putCaret(paragraph: number): void {
  const editor = document.querySelector<HTMLElement>('[data-testid=editor]')!;
  const block = editor.children[paragraph]!;
  editor.focus();
  block.scrollIntoView({ block: 'center' });
  const texts: Node[] = [];
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) texts.push(walker.currentNode);
  const text = texts[Math.floor(texts.length / 2)]!;
  getSelection()!.collapse(text, Math.floor(text.nodeValue!.length / 2));
}

function shownWords(): string {
  const editor = document.querySelector('[data-testid=editor]')!;
  return [...editor.children].map(({ textContent }) => textContent).join('');
}
