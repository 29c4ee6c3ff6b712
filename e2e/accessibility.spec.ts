// The editor with the keyboard alone, with a reader of screens, in forced colours, and from right to left.
import { eventually, expect, test, type Person } from './kit/index.ts';
import { mixed } from './mixed.ts';

/** What has the focus: a name of the element, or its role. */
const focused = ({ page }: Person) =>
  page.evaluate(() => {
    const element = document.activeElement;
    if (element?.closest('[data-testid=editor]')) return 'text';
    return element?.closest('.formatting') ? 'formatting' : 'elsewhere';
  });

test('[A11Y1] Escape gives Tab back to the browser until the next key, also in lists and code', async ({ people }) => {
  const [ada] = await people(1, 'plan');
  const editor = ada.page.getByRole('textbox', { name: 'Document text' });
  await expect(editor).toHaveAttribute('aria-multiline', 'true');
  await expect(editor).toHaveAccessibleDescription('Press Escape, then Tab, to leave the text');

  await ada.type('- one\ntwo');
  await ada.press('Tab');
  await ada.sees('ul: one', '  ul: two');
  await ada.press('Escape');
  await eventually(() => focused(ada)).toBe('text');
  await ada.press('Tab');
  await eventually(() => focused(ada)).toBe('elsewhere');
  await ada.page.getByText('two').click(); // a browser whose own bar has the focus follows only a real click
  await ada.press('Shift+Tab');
  await ada.sees('ul: one', 'ul: two');

  await ada.press('Shift+Tab');
  await eventually(() => focused(ada)).toBe('formatting');
  await ada.putCaret({ after: 'two' });
  await ada.press('Tab', 'Escape', 'Shift+Tab');
  await eventually(() => focused(ada)).toBe('formatting');
  await ada.putCaret({ after: 'two' });
  await ada.press('Escape');
  await ada.type('!');
  await ada.press('Shift+Tab');
  await ada.sees('ul: one', 'ul: two!');

  await ada.type('\n\n``` code');
  await ada.press('Escape', 'Tab');
  await ada.sees('ul: one', 'ul: two!', 'code: code');
});

test('right-to-left text has its check boxes and quote bars on the right', async ({ people }) => {
  const [ada] = await people(1, 'plan');
  for (const [marks, word] of [
    ['> ', 'قول'],
    ['\n\n[] ', 'واحد'],
    ['\n', 'اثنان'],
  ] as const) {
    await ada.type(marks);
    await ada.page.keyboard.insertText(word); // Playwright knows no keys for these letters
  }
  const boxes = ada.page.getByRole('checkbox');
  const { x, y, width } = (await boxes.last().boundingBox())!;
  await ada.page.mouse.click(x + width - 9, y + 14);
  await ada.sees('quote: قول', 'p: ', 'check: [ ] واحد', 'check: [x] اثنان');
  await ada.page.mouse.click(x + 9, y + 14);
  await ada.type('!');
  await ada.sees('quote: قول', 'p: ', 'check: [ ] واحد', 'check: [x] اثنان!');
  const quote = ada.page.locator('blockquote');
  await expect(quote).toHaveCSS('border-right-width', '2px');
  await expect(quote).toHaveCSS('border-left-width', '0px');
});

test.describe('forced colours', () => {
  test.beforeEach(({ browsers }) => {
    test.skip(!browsers.includes('chromium'), 'Playwright cannot force colours in an ordinary Firefox.');
  });

  test("others' carets and selections, pressed buttons, code and quotes are seen", async ({ people }) => {
    const [ada, ben] = await people(2, 'plan');
    await ada.page.emulateMedia({ forcedColors: 'active' });
    await ada.reload();
    await ada.type('Some words of `code` here\n> quote\n\n``` code');
    await ben.select('words');
    await ada.select('Some');
    await ada.press('ControlOrMeta+b');
    const styleOf = (selector: string, property: string) =>
      ada.page
        .locator(selector)
        .first()
        .evaluate((element, name) => getComputedStyle(element).getPropertyValue(name), property);
    const paper = await styleOf('html', 'background-color');
    const differs = { message: 'differs from the paper' };
    await eventually(() => styleOf('.remote-cursor', 'background-color'), differs).not.toBe(paper);
    await eventually(() => styleOf('.remote-selection', 'border-bottom-style')).toBe('dashed');
    await eventually(() => styleOf('.tool[aria-pressed=true]', 'background-color'), differs).not.toBe(paper);
    expect(await styleOf('.text-code', 'outline-style')).toBe('solid');
    expect(await styleOf('.code-block', 'outline-style')).toBe('solid');
    expect(await styleOf('.writing blockquote', 'border-left-style')).toBe('solid');
    expect(await styleOf('.writing blockquote', 'border-left-color')).not.toBe(paper);
  });
});

test(
  '[A11Y2] announcements tell who is here, who leaves and who writes beside one, unless switched off',
  mixed,
  async ({ people }) => {
    const [ada, ben] = await people(2, 'plan');
    const region = ada.page.locator('body > [role=status][aria-live=polite]');
    await expect(region).toHaveText('Ben is here.');
    await ada.type('Hello');
    await ben.putCaret({ after: 'Hello' });
    await ben.type(' you');
    await expect(region).toHaveText('Ben is writing in your paragraph.');
    const menu = () => ada.page.getByRole('button', { name: 'More' }).click();
    const item = ada.page.getByRole('menuitemcheckbox', { name: 'Announce people' });
    await menu();
    await item.click();
    await expect(item).toHaveAttribute('aria-checked', 'false');
    await ada.reload();
    await menu();
    await expect(item).toHaveAttribute('aria-checked', 'false');
    await item.click();
    await expect(region).toHaveText('Ben is here.');
    await ben.leave();
    await expect(region).toHaveText('Ben left.');
  },
);

test('a day’s work needs no mouse: a document is made, named, written, formatted, shared and deleted', async ({
  people,
}) => {
  const [ada] = await people(1);
  const { page } = ada;
  const { keyboard } = page;
  /** Presses the key until the control of that name has the focus. */
  const goTo = async (name: RegExp, key = 'Tab') => {
    const label = () =>
      page.evaluate(() => {
        const { activeElement: element } = document;
        return element instanceof HTMLElement ? element.ariaLabel || element.textContent : '';
      });
    for (let presses = 0; presses < 40 && !name.test(await label()); presses++) await keyboard.press(key);
    expect(await label()).toMatch(name);
  };
  const editor = page.getByTestId('editor');
  // As on a busy page: a person who goes on by keys does not wait until a menu has faded.
  await page.addInitScript(() => {
    const slow = new CSSStyleSheet();
    slow.replaceSync('.menu { transition-duration: 500ms !important }');
    document.adoptedStyleSheets = [slow];
  });

  await ada.visit('/');
  await page.getByTestId('empty').waitFor();
  await goTo(/^New document$/);
  await keyboard.press('Enter');
  await expect(editor).toHaveAttribute('contenteditable', 'true');

  await goTo(/^Title$/);
  await keyboard.type('Plan');
  await keyboard.press('Enter');
  await expect(editor).toBeFocused();
  await keyboard.type('Bread');
  await keyboard.press('Shift+Home');
  await goTo(/^(Undo|Redo|Block type)/, 'Shift+Tab');
  await goTo(/^Block type/, 'ArrowRight');
  await keyboard.press('Enter');
  await expect(page.getByRole('menuitemradio', { name: 'Text' })).toBeFocused();
  await keyboard.press('ArrowDown');
  await keyboard.press('ArrowDown');
  await keyboard.press('Enter');
  await ada.sees('title: Plan', 'h2: Bread');
  await expect(editor).toBeFocused();
  await ada.press('ControlOrMeta+k');
  await expect(page.getByRole('textbox', { name: 'Address' })).toBeFocused();
  await expect(page.getByRole('menu')).toHaveCount(0);
  await keyboard.type('example.org');
  await keyboard.press('Enter');
  await expect(page.getByRole('link', { name: 'Bread' })).toHaveAttribute('href', /example\.org/);

  await keyboard.press('Escape');
  await goTo(/^People here/, 'Shift+Tab');
  await keyboard.press('Enter');
  await expect(page.getByTestId('own-name')).toBeFocused();
  await keyboard.press('Escape');
  await expect(page.getByTestId('own-name')).toHaveCount(0);
  await goTo(/^More$/);
  await keyboard.press('Enter');
  await expect(page.getByRole('menuitem', { name: 'Download as' })).toBeFocused();
  await keyboard.type('Theme');
  await keyboard.press('ArrowRight');
  await expect(page.getByRole('menuitemradio', { name: 'As the system' })).toBeFocused();
  await keyboard.press('End');
  await keyboard.press('Enter');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(page.getByRole('menu')).toHaveCount(0);

  await goTo(/^More$/);
  await keyboard.press('Enter');
  await expect(page.getByRole('menuitem', { name: 'Download as' })).toBeFocused();
  await keyboard.press('End');
  await keyboard.press('Enter');
  await page.getByTestId('confirm').waitFor();
  await goTo(/^Delete$/);
  await keyboard.press('Enter');
  await page.getByTestId('empty').waitFor();
});
