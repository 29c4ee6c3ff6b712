// The page as an app that a browser can install, under the server's base path.
import { expect, test } from './kit/index.ts';

test.use({ keepProfiles: true, serverEnv: { BASE_PATH: '/quire' } });

test('a browser finds nothing that keeps it from installing the page', async ({ people, browsers }) => {
  test.skip(!browsers.includes('chromium'), 'Only Chromium tells what it lacks.');
  const [ada] = await people(1);
  const home = `${ada.line.url}/quire/`;
  await ada.page.goto(home);
  const devtools = await ada.context.newCDPSession(ada.page);
  const { data = '', errors, manifest } = await devtools.send('Page.getAppManifest');
  expect(errors).toEqual([]);
  expect(manifest).toMatchObject({ name: 'Quire', startUrl: home, scope: home });
  expect((await devtools.send('Page.getInstallabilityErrors')).installabilityErrors).toEqual([]);

  const { icons } = JSON.parse(data) as { icons: { src: string; sizes: string }[] };
  const address = await ada.page.locator('link[rel=manifest]').getAttribute('href');
  const touchIcon = await ada.page.locator('link[rel=apple-touch-icon]').getAttribute('href');
  const pictures = [
    ...icons.map(({ src, sizes }) => ({ url: new URL(src, new URL(address!, home)).href, sizes })),
    { url: new URL(touchIcon!, home).href, sizes: '180x180' },
  ];
  for (const { url, sizes } of pictures) {
    const size = await ada.page.evaluate(async (source) => {
      const image = new Image();
      image.src = source;
      await image.decode();
      return `${image.naturalWidth}x${image.naturalHeight}`;
    }, url);
    expect(size, url).toBe(sizes);
  }
});
