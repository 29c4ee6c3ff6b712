// What helps people to write: menus at the caret, the bar at a selection, and the handles of blocks.
import { converged, eventually, expect, test, type Person } from './kit/index.ts';
import { mixed } from './mixed.ts';
import { copied, paste } from './paste.ts';

const list = ({ page }: Person) => page.getByRole('listbox');
const chosen = ({ page }: Person) => page.getByRole('option', { selected: true });
/** What a reader of screens is told at the text. */
const active = ({ page }: Person) =>
  page.getByTestId('editor').evaluate((editor) => {
    const id = editor.getAttribute('aria-activedescendant');
    return id === null ? null : (document.getElementById(id)?.textContent ?? 'nothing');
  });

test('[MENU1] blocks, people, days and emoji are found by what one types at the caret', async ({ people }) => {
  const [ada, ben] = await people(2, 'plan');
  await expect(ada.page.getByText('Type / for blocks')).toBeVisible();

  await ada.type('/');
  await expect(chosen(ada)).toHaveText(/^Text/);
  await ada.press('ArrowDown', 'ArrowDown');
  await expect(chosen(ada)).toHaveText(/^Heading 2/);
  await eventually(() => active(ada)).toMatch(/^Heading 2/);
  await ada.press('Enter');
  await ada.type('Plans\n');
  await ada.sees('h2: Plans', 'p: ');
  await ada.type('/liste');
  await expect(chosen(ada)).toHaveText(/^Bullet list/);
  await ada.press('Tab');
  await ada.type('one');
  await ada.sees('h2: Plans', 'ul: one');
  await ada.press('ControlOrMeta+z', 'ControlOrMeta+z');
  await ada.sees('h2: Plans', 'p: /liste'); // what was typed comes back with what it made, not before
  await expect(list(ada)).toBeHidden();
  await ada.press('ControlOrMeta+Backspace', 'Backspace');

  // Neither words with a slash nor what Escape has closed open the menu.
  await ada.type('and/or 1/2 /usr');
  await expect(list(ada)).toBeHidden();
  await ada.type(' /tab');
  await expect(list(ada)).toBeVisible();
  await ada.press('Escape');
  await ada.type('l');
  await expect(list(ada)).toBeHidden();
  await ada.sees('h2: Plans', 'p: and/or 1/2 /usr /tabl');

  await ada.press('Enter');
  await ada.type('@be');
  await expect(chosen(ada)).toHaveText('Ben');
  await ada.press('Enter');
  await ada.type('by @2026-12-24');
  await expect(chosen(ada)).toContainText('2026');
  await ada.press('Enter');
  await ada.type(':smile');
  await expect(chosen(ada)).toContainText('😄');
  await ada.press('Enter');
  await ada.type(':) :tada:');
  const line = 'p: @Ben by December 24, 2026 😄:) 🎉';
  await ada.sees('h2: Plans', 'p: and/or 1/2 /usr /tabl', line);
  expect(await converged([ada, ben])).toContain(line);

  // A mention is one thing to arrows and to Backspace, and has the colour of the person.
  const chip = ada.page.locator('.chip-mention');
  expect(await chip.evaluate((one) => one.style.getPropertyValue('--person'))).toMatch(/^#/);
  await ada.press('Home', 'ArrowRight');
  await ada.type('!');
  await ada.sees('h2: Plans', 'p: and/or 1/2 /usr /tabl', line.replace('@Ben', '@Ben!'));
  await ada.press('Backspace', 'Backspace');
  await ada.sees('h2: Plans', 'p: and/or 1/2 /usr /tabl', line.replace('@Ben', ''));

  await ada.page.locator('.chip-date').click();
  await ada.page.getByLabel('Change the date').fill('2027-01-02');
  const changed = line.replace('@Ben', '').replace('December 24, 2026', 'January 2, 2027');
  await ben.sees('h2: Plans', 'p: and/or 1/2 /usr /tabl', changed);

  await ada.putCaret({ after: '🎉' });
  await ada.press('Shift+Home');
  const types = await copied(ada);
  expect(types['text/plain']).toBe(' by 2027-01-02 😄:) 🎉');
  await ada.press('End', 'Enter');
  await paste(ada, types);
  expect((await converged([ada, ben])).slice(2)).toEqual([changed, changed]);
});

test(
  '[MENU2] [MENU3] blocks are moved, copied and linked to by their handles and by keys',
  mixed,
  async ({ people }) => {
    const [ada, ben] = await people(2, 'plan');
    const { page } = ada;
    await ada.type('# Plans\none\ntwo\nthree');
    const handle = page.getByRole('button', { name: 'Move the block, or open its menu' });
    const place = async (words: string) => (await page.getByText(words, { exact: true }).boundingBox())!;

    const one = await place('one');
    await page.mouse.move(one.x + 4, one.y + 4);
    await handle.hover();
    await page.mouse.down();
    const three = await place('three');
    await page.mouse.move(three.x + 4, three.y + three.height - 2, { steps: 4 });
    await expect(page.locator('.drop-line')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.locator('.drop-line')).toBeHidden();
    await page.mouse.up();
    await ada.sees('h1: Plans', 'p: one', 'p: two', 'p: three');

    await page.mouse.move(one.x + 4, one.y + 5);
    await handle.hover();
    await page.mouse.down();
    await page.mouse.move(three.x + 4, three.y + three.height - 2, { steps: 4 });
    await page.mouse.up();
    await ada.sees('h1: Plans', 'p: two', 'p: three', 'p: one');
    await ben.sees('h1: Plans', 'p: two', 'p: three', 'p: one');

    await ada.putCaret({ after: 'one' });
    await ada.press('Alt+Shift+ArrowUp', 'Alt+ArrowUp', 'ControlOrMeta+d');
    await ada.type('!');
    await ada.sees('h1: Plans', 'p: one', 'p: one!', 'p: two', 'p: three');

    await ada.press('ControlOrMeta+Shift+Period');
    await page.getByRole('menuitem', { name: 'Turn into' }).press('ArrowRight');
    await page.getByRole('menuitem', { name: 'Quote' }).press('Enter');
    await ada.sees('h1: Plans', 'p: one', 'quote: one!', 'p: two', 'p: three');
    await ada.putCaret({ after: 'two' });
    await ada.press('ControlOrMeta+Shift+Period');
    await page.evaluate(() => {
      Object.assign(navigator.clipboard, {
        writeText: async (text: string) => Object.assign(window, { copied: text }),
      });
    });
    await page.getByRole('menuitem', { name: 'Copy link to block' }).click();
    const link = await page.evaluate(() => (window as unknown as { copied: string }).copied);
    expect(link).toMatch(/\/d\/plan#b=\d+\.\d+$/);

    // Ben opens the link after Ada has made a heading of the block. Menus give the focus back with the caret.
    await expect(page.getByTestId('editor')).toBeFocused();
    await ada.press('ControlOrMeta+Alt+3');
    await ben.sees('h1: Plans', 'p: one', 'quote: one!', 'h3: two', 'p: three');
    await ben.page.evaluate(
      (hash) =>
        new Promise<void>((resolve) => {
          location.hash = hash;
          const isWash = ({ effect }: Animation) =>
            effect instanceof KeyframeEffect && effect.target?.textContent === 'two';
          const look = () => (document.getAnimations().some(isWash) ? resolve() : requestAnimationFrame(look));
          look();
        }),
      new URL(link).hash,
    );
    await ada.press('ControlOrMeta+Shift+Period');
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await ben.sees('h1: Plans', 'p: one', 'quote: one!', 'p: three');
    await ben.page.evaluate(() => (location.hash = ''));
    await ben.page.evaluate((hash) => (location.hash = hash), new URL(link).hash);
    await expect(ben.page.getByText('no longer in the document')).toBeVisible();
    await ben.page.mouse.click(5, 300);
    await expect(ben.page.getByText('no longer in the document')).toBeHidden();

    // The bar at a selection covers no line of it, and Alt+F10 goes there.
    const tools = page.getByRole('toolbar', { name: 'Format the selection' });
    await page.getByText('three', { exact: true }).dblclick();
    await expect(tools).toBeVisible();
    const [bar, words] = [(await tools.boundingBox())!, await place('three')];
    expect(bar.y + bar.height <= words.y || bar.y >= words.y + words.height).toBe(true);
    await ada.press('Escape');
    await expect(tools).toBeHidden();
    await ada.press('End', 'Shift+Home');
    await expect(tools).toBeVisible();
    await ada.press('Alt+F10');
    await expect(tools.getByRole('button').first()).toBeFocused();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await ada.sees('h1: Plans', 'p: one', 'quote: one!', 'p: <b>three</b>');
    await page.keyboard.press('Escape');
    await ada.type('3');
    await ada.sees('h1: Plans', 'p: one', 'quote: one!', 'p: <b>3</b>');
    await expect(tools).toBeHidden();
  },
);

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 700 }, hasTouch: true });

  test('[MENU1] the menu stands above the bar, and the handle at the block of the caret', mixed, async ({ people }) => {
    const [ada] = await people(1, 'plan');
    const { page } = ada;
    await ada.type(`${'line\n'.repeat(20)}/`);
    await expect(chosen(ada)).toHaveText(/^Text/);
    const box = (await list(ada).boundingBox())!;
    const bar = (await page.getByRole('toolbar', { name: 'Formatting' }).boundingBox())!;
    const caret = await ada.rectOf({ after: '/' });
    expect(box.y + box.height).toBeLessThanOrEqual(bar.y);
    expect(box.y >= caret.y + caret.height || box.y + box.height <= caret.y).toBe(true);
    await page.getByRole('option', { name: 'Quote' }).click();
    await ada.type('said');
    expect((await ada.lines()).at(-1)).toBe('quote: said');
    await page.getByText('said').tap();
    const handle = page.getByRole('button', { name: 'Move the block, or open its menu' });
    const { x, width, height } = (await handle.boundingBox())!;
    expect(Math.min(width, height)).toBeGreaterThanOrEqual(24);
    expect(x + width).toBeLessThanOrEqual(390);
    await handle.tap();
    await page.getByRole('menuitem', { name: 'Duplicate' }).tap();
    expect((await ada.lines()).slice(-2)).toEqual(['quote: said', 'quote: said']);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  });
});
