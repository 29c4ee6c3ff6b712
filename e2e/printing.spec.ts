// What is printed: the title and the text, light and whole, and nothing of the page around them or of other people.
import { eventually, expect, type Person, test } from './kit/index.ts';
import { block, Peer, words } from './peer.ts';

const long = `const line = '${'long '.repeat(60)}';`;

/**
 * Has the page look on the screen as it does on paper, or as usual again. The Firefox of the tests emulates no paper:
 * for a moment, the rules for paper hold for everything.
 */
async function onPaper({ page }: Person, isOnPaper: boolean): Promise<void> {
  const [from, to] = isOnPaper ? ['print', 'all'] : ['all', 'print'];
  await page.evaluate(
    ([from, to]) => {
      for (const sheet of document.styleSheets) {
        for (const rule of sheet.cssRules) {
          if (rule instanceof CSSMediaRule && rule.media.mediaText === from) rule.media.mediaText = to!;
        }
      }
    },
    [from, to],
  );
}

test('a document is printed without the page, in light colours, with all of its code', async ({ server, people }) => {
  const author = await Peer.join(server.url, 'plan');
  author.title.insert(0, 'A picnic');
  author.write(
    ...block({ type: 'heading', level: 1 }, 'Bread'),
    ...block({}, 'See '),
    words('the map', { link: 'https://example.org/map' }),
    ...block({ type: 'code' }, long),
  );
  const [ada, ben] = await people(2, 'plan');
  author.leave();
  const { page } = ada;
  await ben.select('Bread');
  await eventually(() => ada.cursors()).toHaveLength(1);
  await onPaper(ada, true);
  for (const hidden of ['.bar', '.formatting', '.cursors']) await expect(page.locator(hidden)).toBeHidden();
  await expect(page.locator('.print-title')).toHaveText('A picnic');
  await expect(page.locator('.print-title')).toBeVisible();
  const heading = page.getByRole('heading', { name: 'Bread' });
  await expect(heading).toHaveCSS('break-after', 'avoid');
  await expect(heading).toHaveCSS('color', 'rgb(31, 29, 26)');
  const code = page.locator('.code-block');
  expect(await code.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
  await onPaper(ada, false);
  await expect(page.locator('.print-title')).toBeHidden();

  // The dialog is the browser's; what the page looks like meanwhile is noted.
  await page.evaluate(() => {
    window.print = () => {
      const link = document.querySelector('.writing a')!;
      const addresses = document.documentElement.matches('.print-addresses');
      Object.assign(window, { printed: `${link.textContent} ${addresses}` });
      window.dispatchEvent(new Event('afterprint'));
    };
  });
  const printed = () => page.evaluate(() => (window as unknown as { printed: string }).printed);
  for (const [entry, addresses] of [
    ['Print', false],
    ['Print with link addresses', true],
  ] as const) {
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: entry, exact: true }).click();
    expect(await printed()).toBe(`the map ${addresses}`);
  }
  await expect(page.locator('.print-addresses')).toHaveCount(0);
});
