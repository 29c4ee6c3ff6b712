// The build of the client: one entry, split by page, and the service worker with the list of all built files. Every
// file comes from the server's own origin. No data: URL and no inline script is built, so that a strict content
// security policy (CSP) can forbid both.

import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

import { groups, isRare, rare } from './build/chunks.ts';
import { compressFiles } from './build/compress-files.ts';
import { listFiles, serviceWorker } from './build/list-files.ts';
import { themeBeforePaint, themeScript } from './build/theme-before-paint.ts';
import { partTables, tables, tableSources } from './build/part-tables.ts';
import { oneFormOfFonts, trimEmoji } from './build/trim-packages.ts';
import { webApp } from './build/web-app.ts';

/** Where `node server/start.js` listens; `npx vite client` forwards requests to it. */
const server = `http://127.0.0.1:${process.env.PORT ?? 3000}`;

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  base: './', // every address in the build is relative, so that the build works under any path
  plugins: [
    react(),
    oneFormOfFonts(),
    trimEmoji(),
    partTables(),
    webApp(),
    themeBeforePaint(),
    listFiles(),
    compressFiles(),
  ],
  define: { __DEV__: 'false' }, // in Lexical's sources
  // Two copies of Yjs or Lexical in one page do not recognise each other's objects.
  resolve: {
    dedupe: ['yjs', 'lexical', 'react', 'react-dom'],
    alias: { 'lib0/logging': here('build/lib0-logging.ts'), [tables]: `${tableSources}index.ts` },
  },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 500, // the editor's chunk, which the home page does not load
    rolldownOptions: {
      input: [here('index.html'), here('service-worker.ts'), here(`${themeScript}.ts`)],
      output: {
        entryFileNames: ({ name }) => (`${name}.js` === serviceWorker ? serviceWorker : 'assets/[name]-[hash].js'),
        chunkFileNames: ({ moduleIds }) => `${isRare(moduleIds) ? rare : 'assets/'}[name]-[hash].js`,
        assetFileNames: ({ names }) =>
          `${names.some((name) => /katex/i.test(name)) ? rare : 'assets/'}[name]-[hash][extname]`,
        codeSplitting: { groups },
      },
    },
  },
  server: { proxy: { '/api': server, '/collab': { target: server, ws: true } } },
});
