// Documents in and out: files become documents, and documents become files that come back as they were.
import { expect, type Person, test } from './kit/index.ts';
import { isSaved } from './status.ts';

const file = (name: string, content: string | Buffer) => ({ name, mimeType: '', buffer: Buffer.from(content) });
const rows = (person: Person) => person.page.locator('.import');

/** Drops files on home. */
async function drop({ page }: Person, ...files: { name: string; buffer: Buffer }[]): Promise<void> {
  const said = files.map(({ name, buffer }) => ({ name, text: buffer.toString() }));
  await page.locator('body').evaluate((body, dropped) => {
    const dataTransfer = new DataTransfer();
    for (const { name, text } of dropped) dataTransfer.items.add(new File([text], name));
    const drag = (type: string) => new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer });
    for (const type of ['dragenter', 'dragover', 'drop']) body.dispatchEvent(drag(type));
  }, said);
}

async function asksBeforeLeaving({ page }: Person): Promise<boolean> {
  return page.evaluate(() => !window.dispatchEvent(new Event('beforeunload', { cancelable: true })));
}

test('[IMPORT1] files are picked or dropped on home, and each becomes a document or says why not', async ({
  people,
  network,
}) => {
  const [ada, ben] = await people(2);
  await ada.visit('/');
  await ada.page
    .getByTestId('import-files')
    .setInputFiles([
      file('Plan.md', '# The plan\n\nBuy **bread**:\n\n- [x] rye\n- [ ] white\n'),
      file('letter.html', '<p>Dear <em>Ben</em></p><ol start="3"><li>three</li></ol><script>alert(1)</script>'),
      file('picture.md', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 13])),
      file('report.docx', 'no zip'),
      file('notes.txt', '\ufeffone\r\ntwo\r\n'),
    ]);
  await expect(ada.page.getByTestId('imports').getByRole('heading')).toHaveText('5 of 5 done');
  const failed = ['This file does not hold text', 'This is not a Word document'];
  for (const [i, reason] of failed.entries()) await expect(rows(ada).nth(i + 2)).toContainText(reason);
  await expect(ada.page.getByTestId('document')).toHaveCount(3);
  await drop(
    ada,
    file('a.json', JSON.stringify({ quire: 1, title: 'Dropped', blocks: [{ content: [{ insert: 'x' }] }] })),
  );
  await expect(ada.page.getByTestId('document')).toHaveCount(4);
  network.freeze(ada);
  await ada.page.getByTestId('import-files').setInputFiles([file('last.md', 'words')]);
  await expect(rows(ada).last()).toHaveText(/Importing/);
  expect(await asksBeforeLeaving(ada)).toBe(true);
  await network.restore(ada);
  await expect(ada.page.getByTestId('document')).toHaveCount(5);
  expect(await asksBeforeLeaving(ada)).toBe(false);
  await rows(ada).getByRole('link', { name: 'The plan' }).click();
  await ada.sees('title: The plan', 'p: Buy <b>bread</b>:', 'check: [x] rye', 'check: [ ] white');
  await ben.visit(new URL(ada.page.url()).pathname);
  await ben.reads('white');
});

test.describe(() => {
  test.use({ keepProfiles: true }); // the browser's own folder of downloads

  test('a document is downloaded in each format, by keys alone, and comes back as it was', async ({ people }) => {
    const [ada] = await people(1, 'plan');
    await ada.page.getByTestId('title').fill('The plan');
    await ada.type('# Shopping\nBuy **bread** and wine\n- [ ] rye');
    await isSaved(ada);
    const lines = await ada.lines();
    const files: { name: string; mimeType: string; buffer: Buffer }[] = [];
    for (const format of ['Markdown', 'Web page (HTML)', 'Word (DOCX)', 'JSON']) {
      await expect(ada.page.getByRole('menu')).toHaveCount(0); // the one before has closed
      await ada.page.getByRole('button', { name: 'More' }).press('Enter');
      await ada.page.getByRole('menuitem', { name: 'Download as' }).press('ArrowRight');
      const item = ada.page.getByRole('menuitem', { name: format, exact: true });
      const { name, bytes } = await ada.saves(() => item.press('Enter'));
      files.push({ name, mimeType: '', buffer: bytes });
    }
    expect(files.map(({ name }) => name)).toEqual(['The plan.md', 'The plan.html', 'The plan.docx', 'The plan.json']);
    await ada.visit('/');
    await ada.page.getByTestId('import-files').setInputFiles(files);
    await expect(ada.page.getByTestId('imports').getByRole('heading')).toHaveText('4 of 4 done');
    const links = await rows(ada)
      .getByRole('link')
      .evaluateAll((found) => found.map((link) => (link as HTMLAnchorElement).href));
    expect(links).toHaveLength(4);
    for (const link of links) {
      await ada.visit(new URL(link).pathname);
      await ada.sees(...lines);
    }
  });
});
