// The line that a person writes is never behind a bar, and never outside of the window: with real keys, on a desk and
// on a phone, wherever the caret goes.
import { eventually, expect, type Person, test } from './kit/index.ts';
import { block, Peer } from './peer.ts';

const lines = Array.from({ length: 30 }, (_, i) => `Line ${i + 1}.`);

/** Brings Ada into a document of many lines, and has her window be of that size. */
async function atLongText(url: string, people: (count: number) => Promise<Person[]>, window: [number, number]) {
  const author = await Peer.join(url, 'plan');
  author.write(...lines.map((line, i) => block(i % 9 === 0 ? { type: 'heading', level: 2 } : {}, line)));
  const [ada] = (await people(1)) as [Person];
  await ada.page.setViewportSize({ width: window[0], height: window[1] });
  await ada.open('plan');
  await ada.reads(lines.at(-1)!);
  author.leave();
  return ada;
}

/** How far, in pixels, the caret is from the part of the window that no bar covers: 0 within it. */
async function hiddenPixels({ page }: Person): Promise<number> {
  return page.evaluate(() => {
    const { anchorNode, anchorOffset } = getSelection()!;
    const child = anchorNode instanceof Element ? (anchorNode.childNodes[anchorOffset] ?? anchorNode) : anchorNode!;
    const caret = child instanceof Element ? child.getBoundingClientRect() : null;
    const { top, bottom } = caret ?? [...getSelection()!.getRangeAt(0).getClientRects()].at(-1)!;
    const bars = [...document.querySelectorAll('.bar, .formatting')].map((bar) => bar.getBoundingClientRect());
    const middle = innerHeight / 2;
    const start = Math.max(0, ...bars.filter((bar) => bar.top < middle).map((bar) => bar.bottom));
    const end = Math.min(innerHeight, ...bars.filter((bar) => bar.top > middle).map((bar) => bar.top));
    return Math.round(Math.max(0, start - top, bottom - end));
  });
}

async function seesCaretAfter(ada: Person, ...keys: string[]): Promise<void> {
  await ada.press(...keys);
  await eventually(() => hiddenPixels(ada), {
    message: `pixels of the caret that are hidden after ${keys.join()}`,
  }).toBe(0);
}

test('[CURSOR4] on a desk, no bar hides the caret, wherever it goes', async ({ server, people }) => {
  const ada = await atLongText(server.url, people, [1000, 600]);
  await seesCaretAfter(ada, 'ControlOrMeta+End');
  for (const _ of lines) await seesCaretAfter(ada, 'ArrowUp');
  for (const _ of lines) await seesCaretAfter(ada, 'ArrowDown');
  await seesCaretAfter(ada, 'ControlOrMeta+Home');
  for (const key of ['PageDown', 'PageUp']) {
    for (let times = 0; times < 3; times++) await seesCaretAfter(ada, key);
  }
  await ada.putCaret({ after: 'Line 12.' });
  await ada.type('!');
  await seesCaretAfter(ada, 'ControlOrMeta+End');
  await seesCaretAfter(ada, 'ControlOrMeta+z');
  expect((await ada.caret())?.[0]).toMatch(/Line 12\.$/);
  await seesCaretAfter(ada, 'ControlOrMeta+End');
  await seesCaretAfter(ada, 'ControlOrMeta+Shift+z');
  expect((await ada.caret())?.[0]).toMatch(/Line 12\.!$/);
});

test('[CURSOR4] on a phone, the line at the end of a full page is above the formatting bar', async ({
  server,
  people,
}) => {
  const ada = await atLongText(server.url, people, [390, 700]);
  await seesCaretAfter(ada, 'ControlOrMeta+End');
  await ada.type(' And on');
  await seesCaretAfter(ada, ...Array<string>(3).fill('Enter'));
  for (const letters of ['A sentence that is ', 'longer than the line ', 'of a phone.\n', 'x']) {
    await ada.type(letters);
    await seesCaretAfter(ada);
  }
  for (let times = 0; times < 20; times++) await seesCaretAfter(ada, 'ArrowUp');
  for (let times = 0; times < 20; times++) await seesCaretAfter(ada, 'ArrowDown');
});
