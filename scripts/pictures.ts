// Takes pictures of every page and state into a folder, for people who judge how Quire looks; test-results/pictures by
// default. Runs a server of its own with fresh data. Build the page first.
//
//     node scripts/pictures.ts [folder]
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Page } from '@playwright/test';
import { startBrowser } from '../e2e/kit/browsers.ts';
import type { Person } from '../e2e/kit/person.ts';
import { quireServer } from '../e2e/kit/quire.ts';
import { Server } from '../e2e/kit/server.ts';
import { welcome } from './welcome.ts';

const folder = resolve(process.argv[2] ?? join(import.meta.dirname, '../test-results/pictures'));
const desk = { viewport: { width: 1280, height: 860 }, colorScheme: 'light' } as const;
const dark = { ...desk, colorScheme: 'dark' } as const;
const phone = { viewport: { width: 390, height: 780 }, colorScheme: 'light' } as const;

const markdown = `# The garden this summer

The old orchard is ours until September. Here is what we want to grow, and who brings what.

> [!TIP]
> Water in the evening. The ground keeps it until noon.

## Along the south wall

| Plant | Who | When |
| --- | --- | --- |
| Tomatoes | Ada | as soon as the nights are mild |
| Sweet peas | Ben | now |

- [x] Ask about the water
- [ ] Buy seeds before **Friday**

<details><summary>What we learned last year</summary>

Slugs like the shade as much as we do.

</details>

$$
A = \\pi r^2
$$

\`\`\`js
const beds = plants.filter(({ likesSun }) => likesSun);
\`\`\`
`;

const take = (page: Page, name: string) => page.screenshot({ path: join(folder, `${name}.png`), caret: 'initial' });

async function takeAll(ada: Person, ben: Person, cleo: Person, dan: Person): Promise<void> {
  await ben.putCaret({ after: 'until September' });
  await cleo.select('what we want to grow');
  await ada.seesCursorOf(ben, { after: 'until September' });
  await take(ada.page, 'three-people');
  await take(cleo.page, 'dark');
  await take(dan.page, 'phone');
  await ada.putCaret({ after: 'now' });
  await take(ada.page, 'table');
  await ada.putCaret({ after: 'who brings what.' });
  await ada.type('\n/');
  await ada.page.getByRole('listbox').waitFor();
  await take(ada.page, 'slash-menu');
  await ada.press('Escape', 'Backspace', 'Backspace');
  await ada.press('ControlOrMeta+f');
  await ada.page.getByTestId('find').waitFor();
  await ada.page.keyboard.type('the');
  await take(ada.page, 'find');
  await ada.page.keyboard.press('Escape');
  await ada.press('ControlOrMeta+/');
  await ada.page.getByTestId('shortcuts').waitFor();
  await take(ada.page, 'shortcuts');
  await ada.page.keyboard.press('Escape');
  await ada.page.pdf({ path: join(folder, 'print.pdf'), format: 'A4', printBackground: true });
  for (const [person, name] of [
    [ada, 'home'],
    [cleo, 'home-dark'],
    [dan, 'home-phone'],
  ] as const) {
    await person.visit('/');
    await person.page.getByTestId('documents').waitFor();
    await take(person.page, name);
  }
}

await mkdir(folder, { recursive: true });
const server = await Server.start(quireServer);
const { browser } = await startBrowser('chromium');
try {
  for (const [name, content] of [
    ['plan', '# Meeting notes\n\nWe met.'],
    ['garden', markdown],
  ]) {
    await fetch(`${server.url}/api/documents`, { method: 'POST', body: JSON.stringify({ name, content }) });
  }
  const people = await Promise.all([
    welcome(browser, server, { name: 'Ada', index: 0 }, desk),
    welcome(browser, server, { name: 'Ben', index: 1 }, desk),
    welcome(browser, server, { name: 'Cleo', index: 2 }, dark),
    welcome(browser, server, { name: 'Dan', index: 3 }, phone),
  ]);
  for (const person of people) await person.open('garden');
  await takeAll(...people);
  await Promise.all(people.map(({ line }) => line.close()));
} finally {
  await browser.close();
  await server.dispose();
}
