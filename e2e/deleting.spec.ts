// A document that is deleted or replaced under people who have it open: they are told, it stays readable, every word of
// it can be taken away or saved as another, and nobody brings the old one back by accident.
import { converged, expect, type Person, type Server, test } from './kit/index.ts';
import { mixed } from './mixed.ts';
import { isKept, isSaved, status } from './status.ts';

/** What happened to the document, as a person is told on its page. */
const told = (person: Person) => person.page.getByTestId('frozen').getByRole('alert');

const button = ({ page }: Person, name: string) => page.getByRole('button', { name, exact: true });

/** Asks the API about a document, and gives the status of its answer. */
async function api({ url }: Server, method: 'GET' | 'DELETE', document: string): Promise<number> {
  return (await fetch(`${url}/api/documents/${encodeURIComponent(document)}`, { method })).status;
}

async function make({ url }: Server, name: string): Promise<void> {
  const headers = { 'Content-Type': 'application/json' };
  const response = await fetch(`${url}/api/documents`, { method: 'POST', headers, body: JSON.stringify({ name }) });
  expect(response.status).toBe(201);
}

/** Waits until a person's page takes nothing more, for this reason, and shows these lines. */
async function isFrozen(person: Person, sentence: string, lines: readonly string[]): Promise<void> {
  await expect(told(person)).toContainText(sentence);
  await expect(status(person)).toHaveAttribute('data-state', 'refused');
  await expect(person.page.getByTestId('editor')).toHaveAttribute('contenteditable', 'false');
  await person.sees(...lines);
}

/** Saves what a person sees as another document, and gives the name of that. */
async function saveAsNew(person: Person): Promise<string> {
  const old = person.page.url();
  await button(person, 'Save as a new document').click();
  await person.page.waitForURL((url) => url.href !== old && url.pathname.startsWith('/d/'));
  await isSaved(person);
  return decodeURIComponent(new URL(person.page.url()).pathname.slice('/d/'.length));
}

const deleted = 'This document was deleted.';
const replaced = 'This document was replaced';

test(
  '[RESCUE1] a document is deleted under an open page, and every word of it can be saved as another',
  mixed,
  async ({ server, people }) => {
    const [ada, ben] = await people(2, 'team/plan');
    await ada.page.getByTestId('title').fill('A picnic');
    await ada.type('## Food\n- bread\nwine');
    const before = await converged([ada, ben]);
    expect(await api(server, 'DELETE', 'team/plan')).toBe(204);
    await isFrozen(ada, deleted, before);
    await isFrozen(ben, deleted, before);
    const copy = await saveAsNew(ada);
    await ada.sees(...before);
    await ben.open(copy);
    await ben.putCaret({ after: 'wine' });
    await ben.type(', cheese');
    expect(await converged([ada, ben])).toEqual([...before.slice(0, -1), 'ul: wine, cheese']);
    expect(await api(server, 'GET', 'team/plan')).toBe(410);
  },
);

test(
  '[RESCUE1] a document is deleted in mid-sentence, and every word written by then is there',
  mixed,
  async ({ server, people }) => {
    const [ada, ben] = await people(2, 'plan');
    const sentence = 'All of these words are there up to the moment in which the page froze.';
    const writing = ada.type(sentence);
    await ben.reads('All of');
    expect(await api(server, 'DELETE', 'plan')).toBe(204);
    await writing;
    await expect(told(ada)).toContainText(deleted);
    const written = await ada.text();
    expect(sentence.startsWith(written)).toBe(true);
    expect(written).toContain(await ben.text());
    const copy = await saveAsNew(ada);
    await ben.open(copy);
    await ben.sees(`p: ${written}`);
  },
);

test('[RESCUE1] a person offline at the deletion cannot bring the document back, and loses no word', async ({
  server,
  people,
  network,
}) => {
  const [ada, ben] = await people(2, 'plan');
  await ada.type('Bread. ');
  await converged([ada, ben]);
  await network.cut(ada);
  await ada.type('Wine.');
  expect(await api(server, 'DELETE', 'plan')).toBe(204);
  await isFrozen(ben, deleted, ['p: Bread. ']);
  await network.restore(ada);
  await isFrozen(ada, deleted, ['p: Bread. Wine.']);
  await ada.page.reload();
  await isFrozen(ada, deleted, ['p: Bread. Wine.']);
  expect(await api(server, 'GET', 'plan')).toBe(410);
  const [cleo] = await people(1);
  await cleo.visit('/d/plan');
  await expect(cleo.page.getByRole('heading')).toHaveText('This document was deleted');
  const copy = await saveAsNew(ada);
  await cleo.open(copy);
  await cleo.sees('p: Bread. Wine.');
  expect(await api(server, 'GET', 'plan')).toBe(410);
});

test('[RESCUE1] a person offline at the replacement keeps the old one, and the new one stays free of it', async ({
  server,
  people,
  network,
}) => {
  const [ada, ben] = await people(2, 'plan');
  await ada.type('The old one. ');
  await converged([ada, ben]);
  await network.cut(ada);
  await ada.type('Still.');
  expect(await api(server, 'DELETE', 'plan')).toBe(204);
  await expect(told(ben)).toContainText(deleted);
  await make(server, 'plan');
  const [cleo] = await people(1, 'plan');
  await cleo.type('The new one.');
  await isSaved(cleo);
  await network.restore(ada);
  await isFrozen(ada, replaced, ['p: The old one. Still.']);
  await button(ada, 'Discard it and open the new one').click();
  await button(ada, 'Discard').click();
  expect(await converged([ada, cleo])).toEqual(['p: The new one.']);
});

test(
  'a document is deleted from its menu: the page asks the person first, and then it is off the list',
  mixed,
  async ({ server, people }) => {
    const [ada, ben] = await people(2);
    // The question's looks, which a lost network keeps away, come at the next chance.
    for (const person of [ada, ben]) {
      await person.page.route('**/assets/confirm-dialog-*.css', (route) => route.abort(), { times: 1 });
      await Promise.all([person.page.waitForEvent('requestfailed'), person.open('plan')]);
    }
    await ada.page.getByTestId('title').fill('A picnic');
    await converged([ada, ben]);
    await button(ben, 'More').click();
    await ben.page.getByRole('menuitem', { name: 'Delete document…' }).click();
    await button(ben, 'Cancel').click();
    await button(ada, 'More').click();
    await ada.page.getByRole('menuitem', { name: 'Delete document…' }).click();
    await button(ada, 'Cancel').click();
    expect(await api(server, 'GET', 'plan')).toBe(200);
    await button(ada, 'More').click();
    await ada.page.getByRole('menuitem', { name: 'Delete document…' }).click();
    await button(ada, 'Delete').click();
    await ada.page.waitForURL((url) => url.pathname === '/');
    await expect(ada.page.getByRole('link', { name: 'A picnic' })).toHaveCount(0);
    await expect(told(ben)).toContainText(deleted);
  },
);

test.describe('with a browser of their own', () => {
  test.use({ keepProfiles: true });

  test('[RESCUE1] a deleted document can be downloaded as Markdown', async ({ server, people }) => {
    const [ada] = await people(1, 'plan');
    await ada.page.getByTestId('title').fill('A picnic');
    await ada.type('## Food\n- bread\nwine\n\nWe meet at **noon** .');
    await isSaved(ada);
    expect(await api(server, 'DELETE', 'plan')).toBe(204);
    await expect(told(ada)).toContainText(deleted);
    const { name, text } = await ada.saves(() => button(ada, 'Download as Markdown').click());
    expect(name).toBe('A picnic.md');
    expect(text).toBe('# A picnic\n\n## Food\n\n- bread\n- wine\n\nWe meet at **noon** .\n');
  });

  test('[RESCUE1] words written offline, over an end of the browser, survive a deletion of the document', async ({
    server,
    people,
    network,
  }) => {
    const [ada] = await people(1, 'plan');
    await ada.type('Bread. ');
    await isSaved(ada);
    await network.cut(ada);
    await ada.type('Wine.');
    await isKept(ada);
    await ada.closeBrowser();
    expect(await api(server, 'DELETE', 'plan')).toBe(204);
    await network.restore(ada);
    await ada.openBrowser();
    await ada.visit('/d/plan');
    await isFrozen(ada, deleted, ['p: Bread. Wine.']);
    const copy = await saveAsNew(ada);
    const [ben] = await people(1, copy);
    await ben.sees('p: Bread. Wine.');
  });
});
