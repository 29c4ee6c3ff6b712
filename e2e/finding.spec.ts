// Find and replace in the whole document, while somebody else writes.
import { converged, expect, type Person, test } from './kit/index.ts';
import { mixed } from './mixed.ts';

const bar = ({ page }: Person) => page.getByTestId('find');
const field = (person: Person) => bar(person).getByRole('textbox', { name: 'Find', exact: true });
const counts = (person: Person, count: string) => expect(bar(person).locator('output')).toHaveText(count);

test('a person finds words in the whole document, counts them and goes from one to the next', async ({ people }) => {
  const [ada, ben] = await people(2, 'plan');
  await ada.type('# Word and sword\nA word, again: WORD.\n- word in a list\n');
  await ada.page.keyboard.press('Control+Home');
  // The first key comes as soon as the field has the focus.
  await ada.page.evaluate(() => {
    const type = () => queueMicrotask(() => document.execCommand('insertText', false, 'w'));
    document.addEventListener('focusin', type, { once: true });
  });
  await ada.press('Control+f');
  await ada.page.keyboard.type('ord');
  await expect(field(ada)).toHaveValue('word');
  await counts(ada, '1 of 5');
  await ada.page.keyboard.press('Enter');
  await counts(ada, '2 of 5');
  await ada.page.keyboard.press('Shift+Enter');
  await ada.page.keyboard.press('Shift+Enter');
  await counts(ada, '5 of 5');
  await bar(ada).getByRole('button', { name: 'Whole words' }).click();
  await counts(ada, '4 of 4');
  await bar(ada).getByRole('button', { name: 'Match case' }).click();
  await counts(ada, '2 of 2');
  // What others write is found at once, and the current match stays.
  await ben.putCaret({ before: 'A word' });
  await ben.type('One more word. ');
  await counts(ada, '3 of 3');
  await ada.page.keyboard.press('Escape');
  await expect(bar(ada)).toHaveCount(0);
  await ada.page.keyboard.type('term');
  await ben.reads('term in a list');
  await ada.select('again');
  await ada.press('Control+f');
  await counts(ada, '1 of 1');
  await ada.page.keyboard.type('o');
  await expect(field(ada)).toHaveValue('o');
});

test('a person replaces one match or all of them, and takes that back in one step', mixed, async ({ people }) => {
  const [ada, ben] = await people(2, 'plan');
  await ada.type('The cat saw a cat.\nCats: cat, ');
  await ada.press('Control+b');
  await ada.type('cat');
  await ada.press('Control+h');
  await field(ada).fill('cat');
  await bar(ada).getByRole('textbox', { name: 'Replace with' }).fill('cat or dog');
  await bar(ada).getByRole('button', { name: 'Replace', exact: true }).last().click();
  await counts(ada, '2 of 5');
  await ben.reads('The cat or dog saw a cat.');
  const before = await converged([ada, ben]);
  await bar(ada).getByRole('button', { name: 'Replace all' }).click();
  await counts(ada, '5 replaced');
  const words = ['The cat or dog or dog saw a cat or dog.', 'cat or dogs: cat or dog, cat or dog'];
  for (const line of words) await ben.reads(line);
  await ada.page.keyboard.press('Escape');
  await ada.press('Control+z');
  expect(await converged([ada, ben])).toEqual(before);
});
