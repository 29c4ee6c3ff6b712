// Takes the picture in the README: two people in one document, each at their own page, side by side.
// Runs a server of its own with fresh data, so that the picture is always the same. Build the page first.
import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Browser } from '@playwright/test';
import { startBrowser } from '../e2e/kit/browsers.ts';
import { converged } from '../e2e/kit/converged.ts';
import type { Person } from '../e2e/kit/person.ts';
import { quireServer } from '../e2e/kit/quire.ts';
import { Server } from '../e2e/kit/server.ts';
import { welcome } from './welcome.ts';

const picture = resolve(import.meta.dirname, '../docs/writing-together.png');
const window = { width: 800, height: 560 };
const look = { viewport: window, colorScheme: 'light' } as const;
const gap = 24;

async function write(ada: Person, ben: Person): Promise<void> {
  await ada.page.getByTestId('title').fill('The garden this summer');
  await ada.type('The old orchard is ours until September. Here is what we want to grow, and who brings what.\n');
  await ada.type('## Along the south wall\n- Tomatoes, as soon as the nights are mild\n');
  await ada.type('Sweet peas, for the smell of them\nSalad in every gap\n\n');
  await ada.type('## Still to do\n[] Ask about the water\nBuy seeds before Friday\nMend the gate');
  await ada.page
    .getByRole('checkbox')
    .first()
    .click({ position: { x: 4, y: 12 } });
  await converged([ada, ben]);
  await ben.putCaret({ after: 'nights are mild' });
  await ben.type('. I have canes');
  await ada.select('until September');
  await ben.seesCursorOf(ada, { after: 'until September' });
  await ben.type(' for twelve');
  await ada.seesCursorOf(ben, { after: 'for twelve' });
}

/** Both windows in one picture. */
async function photograph(browser: Browser, people: Person[]): Promise<void> {
  const shots = await Promise.all(people.map(({ page }) => page.screenshot({ caret: 'initial' })));
  const page = await browser.newPage({
    viewport: { width: 2 * window.width + 3 * gap, height: window.height + 2 * gap },
  });
  const images = shots.map((shot) => `<img src="data:image/png;base64,${shot.toString('base64')}">`);
  await page.setContent(`<body>${images.join('')}`);
  await page.addStyleTag({
    content: `body { margin: ${gap}px; display: flex; gap: ${gap}px; background: #e4e0d8 }
      img { border-radius: 10px; box-shadow: 0 6px 18px #0002 }`,
  });
  await mkdir(resolve(picture, '..'), { recursive: true });
  await page.screenshot({ path: picture });
}

const server = await Server.start(quireServer);
const { browser } = await startBrowser('chromium');
try {
  const people = [
    await welcome(browser, server, { name: 'Ada', index: 0 }, look),
    await welcome(browser, server, { name: 'Ben', index: 1 }, look),
  ] as const;
  for (const person of people) await person.open('garden');
  await write(...people);
  await photograph(browser, [...people]);
  await Promise.all(people.map(({ line }) => line.close()));
} finally {
  await browser.close();
  await server.dispose();
}
