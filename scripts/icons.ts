// Makes the pictures of client/icon.svg that systems show for an installed page. Run it by hand when the icon changes:
// `node scripts/icons.ts`. The icon stands on paper, since systems cut a transparent one out as they like.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { startBrowser } from '../e2e/kit/browsers.ts';

const directory = new URL('../client/icons/', import.meta.url);

/** `share` is the part of the picture's width that the icon takes; a system may cut a fifth off a maskable one. */
const pictures = [
  { name: 'icon-192.png', size: 192, share: 0.7, radius: 0.2 },
  { name: 'icon-512.png', size: 512, share: 0.7, radius: 0.2 },
  { name: 'maskable-512.png', size: 512, share: 0.5, radius: 0 },
  { name: 'apple-touch-icon.png', size: 180, share: 0.6, radius: 0 },
];

const svg = await readFile(new URL('../client/icon.svg', import.meta.url), 'utf8');
const { browser } = await startBrowser('chromium');
const page = await browser.newPage();
await mkdir(directory, { recursive: true });
for (const { name, size, share, radius } of pictures) {
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(`<style>
      body { margin: 0; }
      main { display: grid; place-items: center; height: 100vh; }
      main { background: #fdfcfa; border-radius: ${radius * 100}%; }
      svg { width: ${share * 100}%; }
    </style><main>${svg}</main>`);
  await writeFile(new URL(name, directory), await page.screenshot({ omitBackground: true }));
}
await browser.close();
