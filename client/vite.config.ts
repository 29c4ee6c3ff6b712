// How the page is built: one entry, code split by page, and beside it the service worker, which is told of every file
// that the page is made of. Everything is served from our own origin. Nothing is inlined as a data: URL and no script
// stands in the HTML, so that the strictest content security policy fits.

import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** Where `node server/main.ts` listens, for `npx vite client` beside it. */
const server = `http://127.0.0.1:${process.env.PORT ?? 3000}`;

/** The name under which the service worker is asked for; unlike those of other files it has to stay the same. */
const serviceWorker = 'service-worker.js';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Tells the service worker what to keep: all other files, those that keep their name with a hash of their content. */
function listFiles(): Plugin {
  return {
    name: 'quire:list-files',
    apply: 'build',
    generateBundle: {
      order: 'post', // when the HTML is there, too
      handler(_options, bundle) {
        const worker = bundle[serviceWorker];
        if (worker?.type !== 'chunk' || worker.imports.length > 0) this.error(`${serviceWorker} must be one file`);
        const files = Object.values(bundle).filter((file) => file !== worker);
        const list = files.map((file) => {
          const content = file.type === 'chunk' ? file.code : file.source;
          const named = file.fileName.startsWith('assets/');
          const revision = named ? null : createHash('sha256').update(content).digest('hex').slice(0, 16);
          return { url: `/${file.fileName}`, revision };
        });
        worker.code = worker.code.replace('self.__WB_MANIFEST', () => JSON.stringify(list));
      },
    },
  };
}

export default defineConfig({
  plugins: [react(), listFiles()],
  // Two copies of Yjs or Lexical in one page do not recognise each other's objects.
  resolve: { dedupe: ['yjs', 'lexical', 'react', 'react-dom'] },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900, // the editor's chunk, which the home page does not load
    rolldownOptions: {
      input: [here('index.html'), here('service-worker.ts')],
      output: {
        entryFileNames: ({ name }) => (`${name}.js` === serviceWorker ? serviceWorker : 'assets/[name]-[hash].js'),
      },
    },
  },
  server: { proxy: { '/api': server, '/collab': { target: server, ws: true } } },
});
