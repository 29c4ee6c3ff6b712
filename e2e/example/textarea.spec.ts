// The kit with an editor that is not Quire, as in e2e/README.md: also the kit's own test.
import { converged, type Editor, expect, test } from '../kit/index.ts';
import { mixed } from '../mixed.ts';
import { textarea, textareaServer } from './textarea.ts';

test.use({ editor: textarea, serverSetup: textareaServer });

test('two people write at once', mixed, async ({ people }) => {
  const [ada, ben] = await people(2, 'plan');
  await ada.type('Bread, wine.');
  await ben.putCaret({ after: 'Bread,' });
  await Promise.all([ada.type(' And cake.'), ben.type(' cheese,')]);
  expect(await converged([ada, ben])).toEqual(['Bread, cheese, wine. And cake.']);
});

test('what is written without a network arrives later', mixed, async ({ people, network }) => {
  const [ada, ben] = await people(2, 'plan');
  await network.cut(ada);
  await Promise.all([ada.type('Bread. '), ben.type('Wine. ')]);
  await network.restore(ada);
  const [text] = await converged([ada, ben]);
  expect(['Bread. Wine. ', 'Wine. Bread. ']).toContain(text);
});

test('a killed server is started again while people write', mixed, async ({ server, people }) => {
  const [ada, ben] = await people(2, 'plan');
  const writing = ada.type('All of these words are there in the end.');
  await ben.reads('All of');
  await server.kill9();
  await server.start();
  await writing;
  expect(await converged([ada, ben])).toEqual(['All of these words are there in the end.']);
});

test('nothing passes a frozen line, and all of it later', mixed, async ({ people, network }) => {
  const [ada, ben] = await people(2, 'plan');
  network.freeze(ada);
  network.slow(ben, { latencyMs: 50, bytesPerSecond: 100_000 });
  await ada.type('Bread.');
  await expect(converged([ada, ben], { timeout: 2_000 })).rejects.toThrow(
    'Ada and Ben differ in line 1 at character 1',
  );
  await network.restore(ada);
  await ben.sees('Bread.');
});

test.describe('with a page that finds a fault of its own', () => {
  const check: Editor['check'] = (page) => page.evaluate(() => console.warn('What is shown differs.'));
  test.use({ editor: { ...textarea, faults: /differs/, check } });

  test('the test fails', mixed, async ({ people }) => {
    test.fail();
    await people(1, 'plan');
  });
});

test.describe('one test after another in one worker', () => {
  test.describe.configure({ mode: 'default' });

  for (const time of ['first', 'second']) {
    test(`nothing that another test stored is there (${time})`, mixed, async ({ people }) => {
      const [ada, ben] = await people(2, 'plan');
      for (const { page } of [ada, ben]) {
        expect(await page.evaluate(() => document.cookie)).toBe('');
        await page.evaluate(() => void (document.cookie = 'note=kept')); // which every port of this machine would get
      }
      expect(await converged([ada, ben])).toEqual(['']);
      await ada.type('Bread.');
      await ben.reads('Bread.');
    });
  }
});

test.describe('with a browser of their own', () => {
  test.use({ keepProfiles: true });

  test('what a page has stored is there when the browser is opened again, and the line is as it was', async ({
    people,
    network,
  }) => {
    const [ada, ben] = await people(2, 'plan');
    await ada.type('Bread.');
    await ben.reads('Bread.');
    await ada.page.evaluate(() => localStorage.setItem('note', 'kept'));
    await network.cut(ada);
    await ada.closeBrowser();
    await ben.putCaret({ after: 'Bread.' });
    await ben.type(' Wine.');
    await ada.openBrowser();
    expect(await ada.page.evaluate(() => navigator.onLine)).toBe(false);
    await expect(ada.open('plan')).rejects.toThrow();
    await network.restore(ada);
    await ada.open('plan');
    await ada.sees('Bread. Wine.');
    expect(await ada.page.evaluate(() => localStorage.getItem('note'))).toBe('kept');
  });

  test('a file that a page saves', async ({ people }) => {
    const [ada] = await people(1, 'plan');
    const save = (text: string) =>
      ada.page.evaluate((address) => {
        const link = document.createElement('a');
        Object.assign(link, { href: address, download: 'plan.txt' }).click();
      }, `data:text/plain,${text}`);
    expect(await ada.saves(() => save('Bread'))).toMatchObject({ name: 'plan.txt', text: 'Bread' });
  });
});
