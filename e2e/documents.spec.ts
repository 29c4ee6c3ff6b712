// Documents and their addresses: the list, the title, the names.
import { converged, eventually, expect, test, type Person } from './kit/index.ts';
import { mixed } from './mixed.ts';
import { isSaved } from './status.ts';

const title = (person: Person) => person.page.getByTestId('title');

test('a new document is made at home, and its address is all that another needs', mixed, async ({ people }) => {
  const [ada, ben] = await people(2);
  await ada.visit('/');
  await ada.page.getByRole('button', { name: 'New document' }).click();
  await ada.page.waitForURL('**/d/*');
  await ada.type('Hello Ben');
  await ben.visit(new URL(ada.page.url()).pathname);
  await ben.sees('p: Hello Ben');
});

test('the title is edited in place, arrives, and shows at home', mixed, async ({ people }) => {
  const [ada, ben, cleo] = await people(3);
  await Promise.all([ada.open('plan'), ben.open('plan')]);
  await title(ada).fill('A picnic');
  await expect(title(ben)).toHaveValue('A picnic');
  await title(ben).press('End');
  await title(ben).pressSequentially(' in May');
  await expect(title(ada)).toHaveValue('A picnic in May');
  await ada.type('Bread');
  expect(await converged([ada, ben])).toEqual(['title: A picnic in May', 'p: Bread']);
  await cleo.visit('/');
  await cleo.page.getByRole('link', { name: 'A picnic in May' }).click();
  await cleo.sees('title: A picnic in May', 'p: Bread');
});

test('a document without a title has the name of its first line, in the tab and at home', async ({ people }) => {
  const [ada] = await people(1, 'plan');
  await expect(ada.page).toHaveTitle('Untitled · Quire');
  await ada.type('\n# Bread and wine\nfor May');
  await expect(ada.page).toHaveTitle('Bread and wine · Quire');
  await isSaved(ada);
  await ada.visit('/');
  await ada.page.getByRole('link', { name: 'Bread and wine' }).click();
  await title(ada).fill('A picnic');
  await expect(ada.page).toHaveTitle('A picnic · Quire');
  await title(ada).fill('');
  await expect(ada.page).toHaveTitle('Bread and wine · Quire');
});

test('home lists the documents, the latest change first', mixed, async ({ people }) => {
  const [ada] = await people(1);
  for (const name of ['First', 'Second', 'Third']) {
    await ada.open(name.toLowerCase());
    await title(ada).fill(name);
  }
  await ada.open('first');
  await ada.type('Again.');
  const names = async () => {
    await ada.visit('/');
    const links = ada.page.getByRole('link', { name: /First|Second|Third/ });
    await expect(links).toHaveCount(3);
    return (await links.allTextContents()).map((text) => text.match(/First|Second|Third/)?.[0]);
  };
  await eventually(names).toEqual(['First', 'Third', 'Second']);
});

test('home shows the first hundred documents, and more when asked', mixed, async ({ server, people }) => {
  for (let i = 0; i < 101; i++) {
    const body = JSON.stringify({ name: `plan-${i}` });
    await fetch(`${server.url}/api/documents`, { method: 'POST', body });
  }
  const [ada] = await people(1);
  await ada.visit('/');
  await expect(ada.page.getByTestId('document')).toHaveCount(100);
  await ada.page.getByRole('button', { name: 'Show more' }).click();
  await expect(ada.page.getByTestId('document')).toHaveCount(101);
  await expect(ada.page.getByRole('button', { name: 'Show more' })).toHaveCount(0);
});

test('a name may have slashes', mixed, async ({ people }) => {
  const [ada, ben] = await people(2, 'playground/0/main');
  await ada.type('Deep');
  await ben.sees('p: Deep');
  await ben.reload();
  await ben.sees('p: Deep');
});

test('two documents do not mix', mixed, async ({ people }) => {
  const [ada, ben] = await people(2);
  await Promise.all([ada.open('team/plan'), ben.open('team')]);
  await Promise.all([ada.type('plan'), ben.type('team')]);
  await ada.reload();
  await ben.reload();
  await ada.sees('p: plan');
  await ben.sees('p: team');
});

test('an address that cannot be a document says so', async ({ people }) => {
  const [ada] = await people(1);
  for (const path of ['/d/', '/d/a//b', '/d/a%20b', '/d/100%']) {
    await ada.visit(path);
    await expect(ada.page.getByRole('heading')).toHaveText('There is no document at this address');
    await expect(ada.page.getByRole('link', { name: 'All documents' })).toHaveAttribute('href', '/');
  }
});
