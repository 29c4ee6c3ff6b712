// The editor with the keyboard alone, with a reader of screens, in forced colours, and from right to left.
import { eventually, expect, test, type Person } from './kit/index.ts';

/** What has the focus: a name of the element, or its role. */
const focused = ({ page }: Person) =>
  page.evaluate(() => {
    const element = document.activeElement;
    if (element?.closest('[data-testid=editor]')) return 'text';
    return element?.closest('.formatting') ? 'formatting' : 'elsewhere';
  });

test('Escape gives Tab back to the browser until the next key, also in lists and code', async ({ people }) => {
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
