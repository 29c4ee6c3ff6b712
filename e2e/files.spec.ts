// Pictures and other files in the text: for the person who adds them at once, for others once the server has them.
import { converged, eventually, expect, type Person, test } from './kit/index.ts';
import { mixed } from './mixed.ts';
import { copied, dropFile, paste, pasteFile } from './paste.ts';
import { Peer, block, marker } from './peer.ts';
import { lie, picture, report } from './pictures.ts';
import { hasThePage, isSaved, status } from './status.ts';

/** The widths of the pictures that a person's page has loaded, in their own pixels. */
async function seenPictures({ page }: Person): Promise<number[]> {
  return page.getByTestId('image').evaluateAll((figures) =>
    figures.map((figure) => {
      const image = figure.querySelector('img')!;
      return image.complete && image.hasAttribute('src') ? image.naturalWidth : 0;
    }),
  );
}

/** The name and the text of the next file that a person's page saves: Firefox tells no test of it. */
async function savedFile({ page }: Person): Promise<[string, string]> {
  return page.evaluate(
    () =>
      new Promise<[string, string]>((resolve) => {
        URL.createObjectURL = ((create) => (bytes: Blob) => {
          HTMLAnchorElement.prototype.click = function () {
            void bytes.text().then((text) => resolve([this.download, text]));
          };
          return create(bytes);
        })(URL.createObjectURL);
      }),
  );
}

test('Ada pastes a picture, Ben sees it, and both write its caption', async ({ people }) => {
  const [ada, ben] = await people(2, 'plan');
  await ada.type('Before');
  await pasteFile(ada, picture('sea.png', 640, 480), '<meta charset="utf-8"><img src="https://example.org/sea.png">');
  await eventually(() => seenPictures(ada)).toEqual([640]);
  await eventually(() => seenPictures(ben)).toEqual([640]);
  await isSaved(ada);
  await ada.sees('p: Before', 'image: ', 'p: ');

  // The arrows come to the picture, and into its caption.
  await ada.press('ArrowRight');
  await expect(ada.page.locator('.file-selected')).toHaveCount(1);
  await ada.press('Escape');
  await ada.page.keyboard.press('Tab');
  await expect(ada.page.getByLabel('Description')).toBeFocused();
  await ada.page.keyboard.type('The sea in the evening');
  await ada.page.keyboard.press('Enter');
  await ada.page.keyboard.press('Tab');
  await ada.page.keyboard.press('Enter'); // the first of the widths, which is the small one
  const box = await ada.page.locator('.image-frame').boundingBox();
  expect(box!.width / (await ada.page.getByTestId('image').boundingBox())!.width).toBeCloseTo(0.33, 1);
  await expect(ben.page.getByRole('img', { name: 'The sea in the evening' })).toBeVisible();
  await ada.page.getByTestId('image').locator('.image-frame').click();
  await ada.press('ArrowDown');
  await ada.type('The sea');
  await ben.reads('The sea');
  await ben.putCaret({ after: 'The sea' });
  await ada.putCaret({ before: 'The sea' });
  await ben.seesCursorOf(ada, { before: 'The sea' });
  await Promise.all([ben.type(' at night'), ada.type('Look: ')]);
  expect(await converged([ada, ben])).toEqual(['p: Before', 'image: Look: The sea at night', 'p: ']);

  // Enter goes on below; Backspace at the start of a caption selects the picture first, and then deletes it.
  await ben.press('Enter');
  await ben.type('After');
  await ada.press('Home', 'Backspace');
  await ada.sees('p: Before', 'image: Look: The sea at night', 'p: After', 'p: ');
  await ada.press('Backspace');
  expect(await converged([ada, ben])).toEqual(['p: Before', 'p: After', 'p: ']);
  await ada.press('ControlOrMeta+z');
  expect(await converged([ada, ben])).toEqual(['p: Before', 'image: Look: The sea at night', 'p: After', 'p: ']);
  await eventually(() => seenPictures(ada)).toEqual([640]);

  // A click into words leaves the selected picture, and the caret stands there.
  await ada.page.getByTestId('image').locator('.image-frame').click();
  await ada.page.getByTestId('editor').getByText('After').click();
  await eventually(async () => (await ada.caret()) !== undefined).toBe(true);

  // A file that is no picture is for downloading, where it was dropped.
  await dropFile(ada, 'Before', report);
  const lines = ['p: Before', 'file: The report.pdf', 'image: Look: The sea at night', 'p: After', 'p: '];
  expect(await converged([ada, ben])).toEqual(lines);
  await ben.page.getByTestId('file').click();
  const saved = savedFile(ben);
  await ben.page.getByTestId('file-bar').getByRole('button', { name: 'Download' }).click();
  expect(await saved).toEqual(['The report.pdf', report.bytes.toString()]);
});

test.describe('with a service worker', () => {
  test.use({ hasServiceWorkers: true });

  test('[SAVED1] a picture that is added offline waits on the device, over a reload, and is no saved work', async ({
    people,
    network,
  }) => {
    const [ada, ben] = await people(2, 'plan');
    await ada.type('Before');
    await ben.reads('Before');
    await hasThePage(ada);
    await network.cut(ada);
    await pasteFile(ada, picture('large.png', 3_000, 1_500)); // which is made smaller
    await eventually(() => seenPictures(ada)).toEqual([2_560]);
    await expect(status(ada)).toHaveText('Offline — changes kept on this device');
    await expect(ada.page.getByText('Waits on this device')).toBeVisible();
    await ada.page.reload();
    await eventually(() => seenPictures(ada)).toEqual([2_560]);
    await network.restore(ada);
    await isSaved(ada);
    await eventually(() => seenPictures(ben)).toEqual([2_560]);
    await expect(ada.page.getByText('Waits on this device')).toHaveCount(0);
    // Another document gets what is copied into it.
    await ada.page.locator('.image-frame').click();
    const copy = await copied(ada);
    await ada.open('other');
    await ben.open('other');
    await paste(ada, copy);
    await eventually(() => seenPictures(ben)).toEqual([2_560]);
  });
});

test('[FILES3] what a peer says of files, and files that lie, do no harm', mixed, async ({ server, people }) => {
  const [ada, ben] = await people(2, 'plan');
  const asked: string[] = [];
  ada.page.on('request', (request) => asked.push(request.url()));
  await pasteFile(ada, lie);
  await ada.sees('file: cat.png', 'p: ');
  await isSaved(ada);
  const peer = await Peer.join(server.url, 'plan');
  // A photo says nothing to others of where it was taken.
  await pasteFile(ada, picture('home.png', 64, 48, 0x80, 'At home'));
  const sources = () => peer.content.map(({ insert }) => (insert as { src?: unknown }).src).map(String);
  await eventually(() => sources().filter((src) => src.endsWith('#64x48')).length).toBe(1);
  await isSaved(ada);
  const [, sent] = /^file:(\w+)#/.exec(sources().find((src) => src.endsWith('#64x48'))!)!;
  const response = await fetch(`${server.url}/api/documents/plan/files/${sent}`);
  expect(response.headers.get('content-type')).toMatch(/^image/);
  expect(Buffer.from(await response.arrayBuffer()).toString('latin1')).not.toContain('At home');
  const hash = 'a'.repeat(64);
  for (const src of ['https://example.org/spy.png', 'javascript:alert(1)', `file:../../${hash}`, 7, { hash }]) {
    peer.write(block({ type: 'image', src, alt: ['x'], width: 1e9 }, 'Caption'));
  }
  peer.write(block({ type: 'image', src: `file:${hash}#99999x1`, width: -1, alt: 'x'.repeat(1e5) }, 'Not there'));
  peer.write(marker({ type: 'file', src: 'file:///etc/passwd', name: 'exe.\u202egpj', size: 'big' }));
  peer.write(block({}, 'End'));
  await ada.reads('End');
  await ada.putCaret({ after: 'Not there' });
  await ada.type(' yet');
  await converged([ada, ben]);
  await expect(ada.page.getByTestId('image')).toHaveCount(7);
  const { height } = (await ada.page.getByTestId('image').last().boundingBox())!;
  expect(height).toBeLessThan(200);
  expect(asked.filter((url) => !url.replace(/^blob:/, '').startsWith(ada.line.url))).toEqual([]);
  expect(sources()).toContain('https://example.org/spy.png');
  peer.leave();
});
