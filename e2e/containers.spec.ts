// Callouts and toggles: two people make them, write in them, and go in and out with the keyboard. Which toggles are
// open is the view of each person.
import { converged, eventually, expect, test } from './kit/index.ts';

const toggleOf = (page: import('@playwright/test').Page) =>
  page.locator('[data-container="toggle"]').getByRole('button');

test('two people write in a callout, change what it is, and leave it', async ({ people }) => {
  const [ada, ben] = await people(2, 'plan');
  await ada.type('::: Mind the gap');
  await ada.press('Enter');
  await ada.type('- and the ');
  await ben.reads('and the');
  await ben.putCaret({ after: 'Mind' });
  await ben.page.getByRole('button', { name: /^Note/ }).press('Enter');
  await ben.page.getByRole('menuitemradio', { name: 'Tip' }).press('Enter');
  await ada.type('doors');
  await ada.sees('tip> p: Mind the gap', 'tip> ul: and the doors');
  await expect(ada.page.getByRole('note', { name: 'Tip' })).toHaveText('Mind the gapand the doors');
  await ben.seesCursorOf(ada, { after: 'doors' });
  await ada.press('Enter', 'Enter', 'Enter');
  await ada.type('Outside');
  await ada.press('ArrowUp', 'End');
  await ada.type('!');
  expect(await converged([ada, ben])).toEqual(['tip> p: Mind the gap', 'tip> ul: and the doors!', 'p: Outside']);

  await ben.putCaret({ before: 'Mind' });
  await ben.press('Backspace');
  expect(await converged([ada, ben])).toContain('p: Mind the gap');
});

test('a toggle opens for a caret that comes in, and each person closes their own', async ({ people }) => {
  const [ada, ben] = await people(2, 'plan');
  await ada.type('>> Summary');
  await ada.press('Enter');
  await ada.type('within');
  await expect(toggleOf(ada.page)).toHaveAttribute('aria-expanded', 'true');
  await ben.sees('toggle> p: Summary', 'toggle> p: within');
  await ben.seesCursorOf(ada, { after: 'within' });
  await expect(toggleOf(ben.page)).toHaveAttribute('aria-expanded', 'true'); // where another writes

  await toggleOf(ben.page).click();
  await expect(ben.page.locator('[hidden="until-found"]')).toHaveText('within');
  await ada.type(' it');
  await ben.reads('within it');
  await expect(toggleOf(ben.page)).toHaveAttribute('aria-expanded', 'false');
  await expect(toggleOf(ada.page)).toHaveAttribute('aria-expanded', 'true');

  await ada.press('ControlOrMeta+Enter');
  await expect(toggleOf(ada.page)).toHaveAttribute('aria-expanded', 'false');
  expect(await ada.caret()).toEqual(['Summary', 'within it']);
  await ada.press('ArrowDown'); // behind the toggle there is nothing else
  await ada.type('behind');
  await ada.press('Home', 'ArrowLeft');
  await ada.type('!');
  await ben.sees('toggle> p: Summary!', 'toggle> p: within it', 'p: behind');
  await expect(toggleOf(ada.page)).toHaveAttribute('aria-expanded', 'false');

  await ada.putCaret({ after: 'within' });
  await expect(toggleOf(ada.page)).toHaveAttribute('aria-expanded', 'true');
  await expect(toggleOf(ben.page)).toHaveAttribute('aria-expanded', 'true');
  await ben.putCaret({ before: 'Summary' });
  await ben.press('Backspace');
  await ada.type(' the');
  await eventually(() => converged([ada, ben])).toEqual(['p: Summary!', 'p: within the it', 'p: behind']);
});
