// The list of all built files, in the service worker, which keeps them for a page without a network.

import { createHash } from 'node:crypto';
import type { Plugin } from 'vite';

import { rare } from './chunks.ts';

/** Browsers look for updates of the service worker under its old name, so the name has no hash. */
export const serviceWorker = 'service-worker.js';

/** Puts the list of all other files into the service worker. Files without a hash in their name get one in the list. */
export function listFiles(): Plugin {
  return {
    name: 'quire:list-files',
    apply: 'build',
    generateBundle: {
      order: 'post', // after Vite has added the HTML
      handler(_options, bundle) {
        const worker = bundle[serviceWorker];
        if (worker?.type !== 'chunk' || worker.imports.length > 0) this.error(`${serviceWorker} must be one file`);
        const files = Object.values(bundle).filter((file) => file !== worker && !file.fileName.startsWith(rare));
        const list = files.map((file) => {
          const content = file.type === 'chunk' ? file.code : file.source;
          const nameHasHash = file.fileName.startsWith('assets/');
          const revision = nameHasHash ? null : createHash('sha256').update(content).digest('hex').slice(0, 16);
          return { url: file.fileName, revision };
        });
        worker.code = worker.code.replace('self.__WB_MANIFEST', () => JSON.stringify(list));
      },
    },
  };
}
