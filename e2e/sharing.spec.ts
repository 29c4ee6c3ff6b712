// Who may come in, and who may write: by links and by tokens, while people are at it. Nobody has to load a page again,
// and whoever is shut out keeps what they wrote.
import { bring, canWrite, letThem, share, tokenMode, tokenOf, withdraw } from './access.ts';
import { converged, eventually, expect, type Person, test } from './kit/index.ts';
import { mixed } from './mixed.ts';
import { isSaved, listen, status } from './status.ts';

test.use({ serverEnv: tokenMode });

const editor = ({ page }: Person) => page.getByTestId('editor');

/** What happened, as a person is told over the text. */
const told = ({ page }: Person) => page.getByTestId('frozen').getByRole('alert');

const button = ({ page }: Person, name: string) => page.getByRole('button', { name, exact: true });

/** Follows a link, or opens a document with a token, and waits until one can write. */
async function arrive(person: Person, path: string): Promise<void> {
  await person.visit(path);
  await canWrite(person);
}

/** Marks a person's page, so that `isSamePage` knows whether it was ever loaded anew. */
const markPage = ({ page }: Person) => page.evaluate(() => void Object.assign(window, { marked: true }));
const isSamePage = ({ page }: Person) => page.evaluate(() => 'marked' in window);

/** Waits until a person may read the document, and do no more. */
async function mayOnlyRead(person: Person): Promise<void> {
  await expect(status(person)).toHaveText('You can read');
  await expect(editor(person)).toHaveAttribute('contenteditable', 'false');
  await expect(person.page.getByTestId('title')).not.toBeEditable();
  await expect(person.page.getByTestId('frozen')).toHaveCount(0);
}

test(
  'a document is shared to be read, then to be written in, and then not any more',
  mixed,
  async ({ server, people }) => {
    const [ada, ben] = await people(2);
    await arrive(ada, `/d/plan#token=${await tokenOf(server, { sub: 'ada', name: 'Ada' })}`);
    await ada.type('Bread.');
    await button(ada, 'Share').click();
    await ada.page.getByLabel('What they can do').selectOption('Can read');
    await button(ada, 'Make a link').click();
    const address = new URL(await ada.page.getByTestId('share-address').inputValue());
    expect(address.pathname + address.hash).toMatch(/^\/d\/plan#link=/);

    await ben.visit(address.pathname + address.hash);
    await ben.sees('p: Bread.');
    await mayOnlyRead(ben);
    await markPage(ben);
    const hearing = await listen(ben);
    await ben.page.keyboard.type('wine');
    await eventually(hearing).toContain('You can read this document, but not change it.');
    await eventually(hearing).toContain('You can read this, but not change it');
    await ben.sees('p: Bread.');

    await ada.page.getByTestId('share-link').getByRole('combobox').selectOption('Can write');
    await canWrite(ben);
    await ben.putCaret({ after: 'Bread.' });
    await ben.type(' Wine.');
    await isSaved(ben);
    await ada.sees('p: Bread. Wine.');
    expect(await isSamePage(ben)).toBe(true);

    await button(ada, 'Withdraw').click();
    await ada.page.keyboard.press('Escape');
    await expect(button(ada, 'Withdraw')).toBeFocused();
    await button(ada, 'Withdraw').click();
    await button(ada, 'Withdraw it').click();
    await expect(told(ben)).toContainText('The link to this document is no longer valid.');
    await expect(told(ben)).toContainText('Everything that you wrote was saved.');
    await expect(editor(ben)).toHaveAttribute('contenteditable', 'false');
    await ben.sees('p: Bread. Wine.');
  },
);

test('the person who runs the server signs in with its key, and out', async ({ people }) => {
  const [ada] = await people(1);
  await ada.visit('/');
  await ada.page.getByLabel('Admin key').fill('not-the-key');
  await ada.page.getByLabel(/^Your name/).fill('Countess Ada');
  await button(ada, 'Sign in').click();
  await expect(ada.page.getByRole('alert')).toHaveText('This is not the key of this server.');
  await ada.page.getByLabel('Admin key').fill(tokenMode.ADMIN_KEY);
  await button(ada, 'Sign in').click();
  await button(ada, 'New document').click();
  await ada.page.waitForURL('**/d/*');
  await canWrite(ada);
  await ada.seesPresent('Countess Ada');
  const kept = await ada.page.evaluate(() => JSON.stringify(localStorage));
  expect(kept).not.toContain(tokenMode.ADMIN_KEY);
  await button(ada, 'More').click();
  await ada.page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(ada.page.getByRole('heading', { name: /^Sign in/ })).toBeVisible();
});

test('an account that may make no documents is told so', async ({ server, people }) => {
  const [ada] = await people(1);
  const documents = { 'plan/*': 'read' };
  await ada.visit(`/#token=${await tokenOf(server, { sub: 'ada', name: 'Ada', documents })}`);
  await button(ada, 'New document').click();
  await expect(ada.page.getByRole('alert')).toContainText('This token does not allow new documents.');
});

test('[KEY2] a token in an address is taken, kept, and not left there', async ({ server, people }) => {
  const [ada] = await people(1);
  await arrive(ada, `/d/plan#token=${await tokenOf(server, { sub: 'ada', name: 'Ada' })}`);
  expect(new URL(ada.page.url()).hash).toBe('');
  await arrive(ada, '/d/other');
  await ada.visit('/');
  await expect(ada.page.getByTestId('document')).toHaveCount(2);
});

test(
  '[KEY1] without a key, or with one that does not fit, the page says what it takes',
  mixed,
  async ({ server, people }) => {
    const [ada, ben] = await people(2);
    const { path } = await share(server, 'plan', 'write');
    const heading = ({ page }: Person) => page.getByRole('heading');
    await ada.visit('/d/plan');
    await expect(heading(ada)).toHaveText('You need a link or to sign in');
    await bring(ada, path.slice(path.indexOf('#')));
    await canWrite(ada);
    const documents = { 'other/*': 'write' };
    await ben.visit(`/d/plan#token=${await tokenOf(server, { sub: 'ben', name: 'Ben', documents })}`);
    await expect(heading(ben)).toHaveText('You may not open this document');
    await ben.visit('/d/third#link=broken');
    await expect(heading(ben)).toHaveText('This link is no longer valid');
  },
);

test(
  'a guest takes another name, and everybody sees that it is a guest’s',
  mixed,
  async ({ server, people, network }) => {
    const [ada, ben] = await people(2);
    const { path } = await share(server, 'plan', 'write');
    await arrive(ada, `/d/plan#token=${await tokenOf(server, { sub: 'ada', name: 'Ada' })}`);
    await arrive(ben, path);
    await ada.seesPresent('Ada', 'Ben (guest)');
    await ben.page.getByRole('button', { name: /^People here/ }).click();
    await ben.page.getByTestId('own-name').fill('Benedict');
    await ada.seesPresent('Ada', 'Benedict (guest)');
    await ben.seesPresent('Ada', 'Benedict (guest)');
    await ben.page.keyboard.press('Escape');
    await ben.type('Bread.');
    await isSaved(ben);
    await network.cut(ben);
    await ben.type(' Wine.');
    await network.restore(ben);
    await isSaved(ben);
    await ada.sees('p: Bread. Wine.');
    await ada.seesPresent('Ada', 'Benedict (guest)');
  },
);

test('[PEOPLE1] guests have colours of their own, as everybody has', mixed, async ({ server, people }) => {
  const [ada, ben] = await people(2);
  const { path } = await share(server, 'plan', 'write');
  for (const person of [ada, ben]) {
    await arrive(person, path);
    await person.page.getByRole('button', { name: /^People here/ }).click();
    await person.page.getByTitle('Jade').click();
    await person.page.keyboard.press('Escape');
  }
  const colors = () =>
    ada.page
      .getByTestId('person')
      .locator('.avatar')
      .evaluateAll(
        (avatars) => new Set(avatars.map((avatar) => (avatar as HTMLElement).style.getPropertyValue('--person'))).size,
      );
  await eventually(colors).toBe(2);
});

test('the name of an account is not the person’s to choose', mixed, async ({ server, people }) => {
  const [ada, ben] = await people(2);
  for (const [person, name] of [
    [ada, 'Countess Ada'],
    [ben, 'Benedict'],
  ] as const) {
    await arrive(person, `/d/plan#token=${await tokenOf(server, { sub: name, name, color: '#0b7a75' })}`);
  }
  await ada.seesPresent('Countess Ada', 'Benedict');
  await ada.page.getByRole('button', { name: /^People here/ }).click();
  await expect(ada.page.getByTestId('own-name')).toHaveValue('Countess Ada');
  await expect(ada.page.getByTestId('own-name')).not.toBeEditable();
  await expect(ada.page.getByRole('radio')).toHaveCount(0);
  await ada.page.evaluate(() => localStorage.setItem('quire.identity', '{"name":"Somebody else","color":"#c04356"}'));
  await ada.reload();
  await ben.seesPresent('Countess Ada', 'Benedict');
});

test(
  '[KEY4] the page around the editor renews a token, and a person goes on beyond the end of the first',
  mixed,
  async ({ server, people }) => {
    const [ada, ben] = await people(2);
    const who = { sub: 'ada', name: 'Ada' };
    for (const person of [ada, ben]) await arrive(person, `/d/plan#token=${await tokenOf(server, who)}`);
    await markPage(ada);
    const short = await tokenOf(server, { ...who, expiresIn: 8 });
    for (const person of [ada, ben]) await bring(person, `token=${short}`);
    await bring(ada, `token=${await tokenOf(server, who)}`);
    await expect(told(ben)).toContainText('You are not signed in any more.');
    await ada.type('Bread.');
    await isSaved(ada);
    expect(await isSamePage(ada)).toBe(true);
  },
);

test(
  '[KEY4] a token expires in mid-sentence: nothing of it is lost, and with another one it goes on',
  mixed,
  async ({ server, people }) => {
    const [ada, ben] = await people(2);
    const who = { sub: 'ben', name: 'Ben' };
    await arrive(ada, `/d/plan#token=${await tokenOf(server, { sub: 'ada', name: 'Ada' })}`);
    await arrive(ben, `/d/plan#token=${await tokenOf(server, who)}`);
    await markPage(ben);
    const sentence = 'Every word is there. ';
    await ben.type(sentence);
    await bring(ben, `token=${await tokenOf(server, { ...who, expiresIn: 4 })}`);
    while ((await told(ben).count()) === 0) await ben.type(sentence);
    await expect(told(ben)).toContainText('You are not signed in any more.');
    await expect(button(ben, 'Download as Markdown')).toBeVisible();
    const written = await ben.text();
    expect(sentence.repeat(1000).startsWith(written)).toBe(true);
    await bring(ben, `token=${await tokenOf(server, who)}`);
    await canWrite(ben);
    await expect(told(ben)).toHaveCount(0);
    await isSaved(ben);
    expect(await converged([ada, ben])).toEqual([`p: ${written}`]);
    expect(await isSamePage(ben)).toBe(true);
  },
);

test(
  '[READ2] a person who may no longer write, and writes offline, is told so; all is sent when they may again',
  mixed,
  async ({ server, people, network }) => {
    const [ada, ben] = await people(2);
    const link = await share(server, 'plan', 'write');
    for (const person of [ada, ben]) await arrive(person, link.path);
    await ben.type('Bread.');
    await converged([ada, ben]);
    await network.cut(ben);
    await ben.type(' Wine.');
    await letThem(server, 'plan', link, 'read');
    await network.restore(ben);
    await expect(told(ben)).toContainText(
      'You may no longer change this document. Your last changes are only on this device.',
    );
    await expect(editor(ben)).toHaveAttribute('contenteditable', 'false');
    await ben.sees('p: Bread. Wine.');
    await expect(button(ben, 'Download as Markdown')).toBeVisible();
    await expect(button(ben, 'Save as a new document')).toHaveCount(0); // which guests may not
    await mayOnlyRead(ada);
    await letThem(server, 'plan', link, 'write');
    await canWrite(ben);
    await expect(told(ben)).toHaveCount(0);
    await isSaved(ben);
    await ada.sees('p: Bread. Wine.');
  },
);

test('[RESCUE1] words that the server no longer takes are saved as another document', async ({
  server,
  people,
  network,
}) => {
  const [ada] = await people(1);
  const who = { sub: 'ada', name: 'Ada' };
  await arrive(ada, `/d/plan#token=${await tokenOf(server, who)}`);
  await ada.type('Bread.');
  await isSaved(ada);
  await network.cut(ada);
  await ada.type(' Wine.');
  await bring(ada, `token=${await tokenOf(server, { ...who, documents: { plan: 'read', 'ada/*': 'write' } })}`);
  await network.restore(ada);
  await expect(told(ada)).toContainText('You may no longer change this document.');
  await button(ada, 'Save as a new document').click();
  await ada.page.waitForURL('**/d/ada/*');
  await canWrite(ada);
  await ada.sees('p: Bread. Wine.');
  await ada.visit('/d/plan');
  await mayOnlyRead(ada);
  await ada.sees('p: Bread.');
});

test(
  '[READ2] a person who may no longer write in mid-sentence keeps all of it, and it is sent when they may again',
  mixed,
  async ({ server, people }) => {
    const [ada, ben] = await people(2);
    const link = await share(server, 'plan', 'write');
    for (const person of [ada, ben]) await arrive(person, link.path);
    const sentence = 'All of these words are there up to the moment in which it could only be read.';
    const writing = ben.type(sentence);
    await ada.reads('All of');
    await letThem(server, 'plan', link, 'read');
    await writing;
    await expect(editor(ben)).toHaveAttribute('contenteditable', 'false');
    const written = await ben.text();
    expect(sentence.startsWith(written)).toBe(true);
    expect(written).toContain(await ada.text());
    await letThem(server, 'plan', link, 'write');
    await canWrite(ben);
    await isSaved(ben);
    await ben.press('End');
    await ben.type(' And on.');
    expect(await converged([ada, ben])).toEqual([`p: ${written} And on.`]);
  },
);

test('[READ2] a person who may no longer write finds their copy as it was, and nothing is said to be lost', async ({
  server,
  people,
}) => {
  const [ada, ben] = await people(2);
  const link = await share(server, 'plan', 'write');
  for (const person of [ada, ben]) await arrive(person, link.path);
  await ada.type('Bread.');
  await converged([ada, ben]);
  await letThem(server, 'plan', link, 'read');
  await mayOnlyRead(ada);
  await ada.page.reload();
  await mayOnlyRead(ada);
  await ada.sees('p: Bread.');
});

test('[READ2] words written offline by a later reader are found to be missing, also on another visit', async ({
  server,
  people,
  network,
}) => {
  const [ada] = await people(1);
  const link = await share(server, 'plan', 'write');
  await arrive(ada, link.path);
  await ada.type('Bread.');
  await isSaved(ada);
  await network.cut(ada);
  await ada.type(' Wine.');
  await expect(status(ada)).toHaveText('Offline — changes kept on this device');
  await letThem(server, 'plan', link, 'read');
  await network.restore(ada);
  await expect(told(ada)).toContainText('You may no longer change this document.');
  await ada.page.reload();
  await expect(told(ada)).toContainText('You may no longer change this document.');
  await ada.sees('p: Bread. Wine.');
  await button(ada, 'Discard your last changes').click();
  await button(ada, 'Discard').click();
  await mayOnlyRead(ada);
  await ada.sees('p: Bread.');
});

test(
  '[READ1] a reader sees an empty document, the people who write in it, and everything as it is written',
  mixed,
  async ({ server, people }) => {
    const [ada, ben] = await people(2);
    const { path } = await share(server, 'plan', 'read');
    await ben.visit(path);
    await expect(ben.page.getByText('Nothing is written here yet.')).toBeVisible();
    await expect(status(ben)).toHaveText('You can read');
    await arrive(ada, `/d/plan#token=${await tokenOf(server, { sub: 'ada', name: 'Ada' })}`);
    await ada.type('# Picnic\nhttps://example.org Bread.');
    await ben.sees('h1: Picnic', 'p: <a https://example.org/>https://example.org</a> Bread.');
    await ben.seesCursorOf(ada, { after: 'Bread.' });
    await ada.seesPresent('Ada', 'Ben (guest)');
    await mayOnlyRead(ben);
    const opened = ben.context.waitForEvent('page'); // the document stays where it is
    await ben.page.getByRole('link', { name: 'https://example.org' }).click();
    await (await opened).close();
    await ben.reads('Bread.');
  },
);

test('[KEY1] [KEY2] a link is remembered for its document, and withdrawn it shuts out for good', async ({
  server,
  people,
}) => {
  const [ada] = await people(1);
  const link = await share(server, 'plan', 'write');
  await arrive(ada, link.path);
  await ada.page.getByTestId('title').fill('A picnic');
  await ada.type('Bread.');
  await isSaved(ada);
  await ada.visit('/');
  await ada.page.getByRole('link', { name: 'A picnic' }).click();
  await canWrite(ada);
  expect(new URL(ada.page.url()).hash).toBe('');
  await withdraw(server, 'plan', link);
  await expect(told(ada)).toContainText('The link to this document is no longer valid.');
  await ada.page.reload();
  await expect(told(ada)).toContainText('The link to this document is no longer valid.');
  await ada.sees('title: A picnic', 'p: Bread.');
});

test('[LOCAL3] a browser that lets pages remember nothing opens a link all the same', async ({ server, people }) => {
  const [ada, ben] = await people(2);
  const { path } = await share(server, 'plan', 'write');
  await ada.context.addInitScript(() => {
    const forbidden = {
      get(): never {
        throw new DOMException('The operation is insecure.', 'SecurityError');
      },
    };
    for (const name of ['localStorage', 'indexedDB']) Object.defineProperty(window, name, forbidden);
  });
  await arrive(ada, path);
  await ada.type('Bread.');
  await isSaved(ada);
  await arrive(ben, path);
  await ben.sees('p: Bread.');
});

test('[KEY5] nobody learns a token: not from the page, and not from the server', async ({ server, people }) => {
  const [ada] = await people(1);
  const token = await tokenOf(server, { sub: 'ada', name: 'Ada' });
  await arrive(ada, `/d/plan#token=${token}`);
  const { path } = await share(server, 'team', 'write');
  await arrive(ada, path);
  const databases = await ada.page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name));
  const said = [await ada.page.title(), server.log, ...ada.console, ...databases].join('\n');
  for (const key of [token, path.split('link=')[1]!]) expect(said).not.toContain(key);
});
