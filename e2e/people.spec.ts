// Who is here: names and colours, as people choose them and as the others see them.
import { eventually, expect, test, type Person } from './kit/index.ts';
import { mixed } from './mixed.ts';

/** The caret of a person, and the avatar, on somebody's page. */
const caretOf = (other: Person, { page }: Person) =>
  page.locator(`[data-testid=remote-cursor][data-name="${other.name}"]`);

const colorOf = (element: Element) => getComputedStyle(element).getPropertyValue('--person').trim();

test('everybody sees who is here, and who comes and goes', mixed, async ({ people }) => {
  const [ada, ben] = await people(2, 'plan');
  await ada.seesPresent('Ada', 'Ben');
  await ben.seesPresent('Ada', 'Ben');
  const [cleo] = await people(1, 'plan');
  for (const person of [ada, ben, cleo]) await person.seesPresent('Ada', 'Ben', 'Cleo');
  await ben.leave();
  for (const person of [ada, cleo]) await person.seesPresent('Ada', 'Cleo');
});

test('a new name arrives at once and is remembered', mixed, async ({ people }) => {
  const [ada, ben] = await people(2, 'plan');
  await ada.type('Hello');
  await ada.page.getByRole('button', { name: /^People here/ }).click();
  await ada.page.getByTestId('own-name').press('Home');
  await ada.page.keyboard.type('Countess ');
  await ben.seesPresent('Ben', 'Countess Ada');
  await ada.reload();
  await ada.seesPresent('Ben', 'Countess Ada');
  await ada.putCaret({ after: 'Hello' });
  await expect(ben.page.getByTestId('remote-cursor-name')).toHaveText('Countess Ada');
});

test('a new colour arrives at once and is remembered', mixed, async ({ people }) => {
  const [ada, ben] = await people(2, 'plan');
  await ada.page.getByRole('button', { name: /^People here/ }).click();
  await ada.page.getByTitle('Jade').click();
  await ada.type('Hello');
  await eventually(() => caretOf(ada, ben).evaluate(colorOf)).toBe('#037e5b');
  await ada.reload();
  await ada.putCaret({ after: 'Hello' });
  await eventually(() => caretOf(ada, ben).evaluate(colorOf)).toBe('#037e5b');
});

test('[PEOPLE3] two tabs of one browser are one person with one colour, and two carets', mixed, async ({ people }) => {
  const [ada, ben] = await people(2, 'plan');
  await ada.type('one two');
  const tab = await ada.context.newPage();
  await tab.goto(ada.page.url());
  await expect(tab.getByTestId('editor')).toHaveText('one two');
  await expect(tab.getByTestId('editor')).toHaveAttribute('contenteditable', 'true');
  await tab.getByTestId('editor').focus();
  await tab.keyboard.press('Home');
  await expect(caretOf(ada, ben)).toHaveCount(2);
  await ada.seesPresent('Ada', 'Ben');
  await ben.seesPresent('Ada', 'Ben');

  await tab.getByRole('button', { name: /^People here: 2/ }).click();
  await tab.getByTitle('Jade').click();
  const colors = () => caretOf(ada, ben).evaluateAll((carets) => carets.map((caret) => caret.getAttribute('style')));
  await eventually(async () => (await colors()).every((style) => style?.includes('#037e5b'))).toBe(true);
  const own = ada.page.locator('[data-self] .avatar');
  await eventually(() => own.evaluate(colorOf)).toBe('#037e5b');
  await tab.close();
  await expect(caretOf(ada, ben)).toHaveCount(1);
  await ben.seesPresent('Ada', 'Ben');
});
