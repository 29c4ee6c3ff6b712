// What the build adds so that people can install the page as an app: the web app manifest and its icons. Their names
// have a hash, as all built files, and their addresses are relative, so that the app works under any path.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

interface File {
  readonly fileName: string;
  readonly source: Buffer | string;
}

/** A file of the build, whose name changes with its content. */
function hashed(name: string, source: Buffer | string): File {
  const hash = createHash('sha256').update(source).digest('hex').slice(0, 8);
  return { fileName: `assets/${name.replace('.', `-${hash}.`)}`, source };
}

const icon = (name: string) => hashed(name, readFileSync(new URL(`../icons/${name}`, import.meta.url)));

/** The address of a file beside the manifest. */
const beside = ({ fileName }: File) => fileName.replace('assets/', '');

/** Puts the manifest and the icons into the build and their addresses into the HTML. */
export function webApp(): Plugin {
  const [small, large, maskable] = [icon('icon-192.png'), icon('icon-512.png'), icon('maskable-512.png')];
  const touch = icon('apple-touch-icon.png');
  const manifest = hashed(
    'manifest.webmanifest',
    JSON.stringify({
      name: 'Quire',
      short_name: 'Quire',
      description: 'A place where people write one document together.',
      start_url: '../', // the home page, as seen from the manifest; the identity of the app, too
      scope: '../',
      display: 'standalone',
      background_color: '#fdfcfa',
      theme_color: '#fdfcfa',
      icons: [
        { src: beside(small), sizes: '192x192', type: 'image/png' },
        { src: beside(large), sizes: '512x512', type: 'image/png' },
        { src: beside(maskable), sizes: '512x512', type: 'image/png', purpose: 'maskable' },
      ],
    }),
  );
  return {
    name: 'quire:web-app',
    apply: 'build',
    generateBundle() {
      for (const file of [small, large, maskable, touch, manifest]) this.emitFile({ type: 'asset', ...file });
    },
    transformIndexHtml: () => [
      { tag: 'link', attrs: { rel: 'manifest', href: `./${manifest.fileName}` }, injectTo: 'head' },
      { tag: 'link', attrs: { rel: 'apple-touch-icon', href: `./${touch.fileName}` }, injectTo: 'head' },
    ],
  };
}
