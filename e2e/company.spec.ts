// Going to others and following them, the outline, and the sheet of shortcuts.
import { expect, test } from './kit/index.ts';
import { mixed } from './mixed.ts';

test('[PEOPLE5] a press on an avatar follows its person until the follower moves', mixed, async ({ people }) => {
  const [ada, ben] = await people(2, 'plan');
  const lines = Array.from({ length: 60 }, (_, i) => `Line ${i + 1}`).join('\n');
  await ada.type(lines);
  await ben.reads('Line 60');
  const caret = ben.page.getByTestId('remote-cursor');
  await ben.page.getByRole('button', { name: 'Go to Ada and follow' }).click();
  await expect(caret).toBeInViewport();
  await ada.putCaret({ before: 'Line 2' });
  await expect(caret).toBeInViewport();
  await expect(ben.page.getByText('Line 60')).not.toBeInViewport();
  await expect(ben.page.getByText('Following Ada')).toBeVisible();
  await ben.page.getByTestId('editor').click({ position: { x: 20, y: 60 } });
  await expect(ben.page.getByText('Following Ada')).toHaveCount(0);
  await ada.putCaret({ after: 'Line 60' });
  await ben.seesCursorOf(ada, { after: 'Line 60' });
  await expect(caret).not.toBeInViewport();
});

test('the outline leads to a heading, and the sheet shows the shortcuts', async ({ people }) => {
  const [ada] = await people(1, 'plan');
  const outline = ada.page.getByTestId('outline');
  await ada.page.setViewportSize({ width: 1400, height: 700 });
  await ada.type(`# First\n${'words\n'.repeat(40)}## Second\nThe end`);
  await expect(outline.getByRole('listitem')).toHaveText(['First', 'Second']);
  await expect(outline).toContainText('44 words');
  await outline.getByRole('button', { name: 'First' }).click();
  await expect(outline.getByRole('button', { name: 'First' })).toHaveAttribute('aria-current', 'location');
  await ada.page.keyboard.type('The ');
  await expect(outline.getByRole('listitem')).toHaveText(['The First', 'Second']);
  // On a phone, the outline lies over the page until it was used.
  await ada.page.setViewportSize({ width: 390, height: 700 });
  await expect(outline).toHaveCount(0);
  await ada.page.getByRole('button', { name: 'More' }).click();
  await ada.page.getByRole('menuitemcheckbox', { name: 'Outline' }).click();
  await outline.getByRole('button', { name: 'Second' }).click();
  await expect(outline).toHaveCount(0);
  await expect(ada.page.getByRole('heading', { name: 'Second' })).toBeInViewport();
  await ada.press('ControlOrMeta+/');
  await expect(ada.page.getByTestId('shortcuts')).toContainText('Find and replace');
  await ada.page.keyboard.press('Escape');
  await expect(ada.page.getByTestId('shortcuts')).toHaveCount(0);
  await ada.page.keyboard.type('A ');
  await expect(ada.page.getByRole('heading', { name: 'A Second' })).toBeVisible();
});
