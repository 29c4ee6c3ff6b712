// How the page is built: one entry, code split by page, everything served from our own origin. Nothing is inlined as a
// data: URL and no script stands in the HTML, so that the strictest content security policy fits.

import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where `node server/main.ts` listens, for `npx vite client` beside it. */
const server = `http://127.0.0.1:${process.env.PORT ?? 3000}`;

export default defineConfig({
  plugins: [react()],
  // Two copies of Yjs or Lexical in one page do not recognise each other's objects.
  resolve: { dedupe: ['yjs', 'lexical', 'react', 'react-dom'] },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900, // the editor's chunk, which the home page does not load
  },
  server: { proxy: { '/api': server, '/collab': { target: server, ws: true } } },
});
