// Home: search, and what a person does there with whole documents.
import { findings } from './audit.ts';
import { eventually, expect, test, type Person, type Server } from './kit/index.ts';
import { mixed } from './mixed.ts';
import { isSaved } from './status.ts';

const field = ({ page }: Person) => page.getByRole('textbox', { name: 'Search titles and text' });

/** Searches for other words. Playwright's `fill` sets the field in Firefox in a way that React takes for its own. */
async function search(person: Person, words: string): Promise<void> {
  await field(person).selectText();
  await person.page.evaluate((text) => document.execCommand('insertText', false, text), words);
}

const link = ({ page }: Person, name: string) => page.getByTestId('document').filter({ hasText: name });
/** The titles in the list, in order. */
const titles = ({ page }: Person) => page.locator('.documents .document-title').allTextContents();

/** Opens the menu of a document with the keyboard, and chooses an entry of it. */
async function choose({ page }: Person, title: string, entry: string): Promise<void> {
  await page.getByRole('button', { name: `Actions for “${title}”` }).press('Enter');
  await page.getByRole('menuitem', { name: entry, exact: true }).press('Enter');
}

/** Waits until the server finds a word, soon after somebody has written it. */
async function isIndexed({ url }: Server, word: string): Promise<void> {
  const find = async () => (await fetch(`${url}/api/documents?q=${word}`)).json() as Promise<{ documents: unknown[] }>;
  await eventually(async () => (await find()).documents.length).toBeGreaterThan(0);
}

/** Makes a document with a paragraph, in letters for which Playwright may know no keys. */
async function make({ url }: Server, name: string, title: string, content: string): Promise<void> {
  const body = JSON.stringify({ name, title, content });
  expect((await fetch(`${url}/api/documents`, { method: 'POST', body })).status).toBe(201);
}

async function write(person: Person, name: string, title: string, words: string): Promise<void> {
  await person.open(name);
  await person.page.getByTestId('title').fill(title);
  await person.type(words);
  await isSaved(person);
}

test('[HOME2] [HOME3] a person finds, renames, copies, pins and sorts documents at home, by keyboard', async ({
  server,
  people,
}) => {
  const [ada, ben] = await people(2);
  await make(server, 'a', 'Zoo plan', 'Lions in Zürich, and 会议记录.');
  await make(server, 'b', 'Apples', 'Nothing of note.');
  await ada.visit('/');
  await eventually(() => titles(ada)).toEqual(['Apples', 'Zoo plan']);

  await isIndexed(server, 'zuri');
  await field(ada).pressSequentially('zuri');
  await eventually(() => titles(ada)).toEqual(['Zoo plan']);
  await expect(ada.page.getByTestId('excerpt').locator('mark')).toHaveText('Zürich');
  await search(ada, '议');
  await expect(ada.page.getByTestId('excerpt').locator('mark')).toHaveText('议');
  expect(await findings(ada.page)).toEqual([]);
  await field(ada).press('ArrowDown');
  await expect(link(ada, 'Zoo plan')).toBeFocused();
  await search(ada, '"nothing NEAR(');
  await expect(ada.page.getByTestId('nothing-found')).toBeVisible();
  await field(ada).press('Escape');
  await eventually(() => titles(ada)).toEqual(['Apples', 'Zoo plan']);

  await ben.open('a');
  expect(await findings(ada.page)).toEqual([]);
  await choose(ada, 'Zoo plan', 'Rename');
  await ada.page.keyboard.type('Zoo of May');
  await ada.page.keyboard.press('Enter');
  await expect(link(ada, 'Zoo of May')).toBeFocused();
  await expect(ben.page.getByTestId('title')).toHaveValue('Zoo of May');
  await expect(link(ada, 'Zoo of May').getByTestId('row-people')).toContainText('Here now: Ben');

  await choose(ada, 'Zoo of May', 'Duplicate');
  await eventually(async () => (await titles(ada)).sort()).toEqual(['Apples', 'Copy of Zoo of May', 'Zoo of May']);
  await choose(ada, 'Zoo of May', 'Pin to the top');
  await ada.page.getByRole('combobox', { name: 'Sort by' }).selectOption('Title');
  await eventually(() => titles(ada)).toEqual(['Zoo of May', 'Apples', 'Copy of Zoo of May']);
  await ada.visit('/');
  await eventually(() => titles(ada)).toEqual(['Zoo of May', 'Apples', 'Copy of Zoo of May']);
  await link(ada, 'Copy of Zoo of May').click();
  await ada.sees('title: Copy of Zoo of May', 'p: Lions in Zürich, and 会议记录.');
});

test(
  '[HOME1] a deletion at home can be undone, and is done when the time for that is over',
  mixed,
  async ({ people }) => {
    const [ada, ben] = await people(2);
    await write(ada, 'plan', 'Plan', 'Bread');
    await ben.open('plan');
    await ada.visit('/');
    await choose(ada, 'Plan', 'Delete');
    await expect(link(ada, 'Plan')).toHaveCount(0);
    await expect(ada.page.getByRole('button', { name: 'Undo' })).toBeFocused();
    await ben.type('and wine. ');
    await isSaved(ben);
    await ada.page.keyboard.press('Enter');
    await expect(link(ada, 'Plan')).toBeFocused();
    await ada.visit('/');
    await expect(link(ada, 'Plan')).toHaveCount(1);
    await choose(ada, 'Plan', 'Delete');
    await expect(ada.page.getByRole('button', { name: 'Undo' })).toBeFocused();
    await ada.page.keyboard.press('Shift+Tab'); // while the focus is on Undo, the deletion waits
    await expect(ben.page.getByText('was deleted', { exact: false }).first()).toBeVisible();
    await ada.visit('/');
    await expect(ada.page.getByTestId('empty')).toBeVisible();
  },
);

test('[HOME2] a document begins with a template, of Quire’s or of one’s own', mixed, async ({ people }) => {
  const [ada] = await people(1);
  await ada.visit('/');
  const fromTemplate = async (name: string) => {
    await ada.page.getByRole('button', { name: 'Begin with a template' }).press('Enter');
    await ada.page.getByRole('menuitem', { name }).press('Enter');
    await ada.page.waitForURL('**/d/*');
  };
  await fromTemplate('Decision record');
  await ada.reads('Status: proposed');
  expect((await ada.lines()).slice(0, 3)).toEqual(['title: Decision: ', 'p: Status: proposed', 'h2: Context']);
  await ada.page.getByTestId('title').fill('Our way');
  await isSaved(ada);
  await ada.visit('/');
  await choose(ada, 'Our way', 'Use as a template');
  await fromTemplate('Our way');
  await ada.reads('Status: proposed');
  await expect(ada.page.getByTestId('title')).toHaveValue('Our way');
  await ada.visit('/');
  await eventually(() => titles(ada)).toEqual(['Our way', 'Our way']);
});
