// The build of the client: one entry, split by page, and the service worker with the list of all built files. Every
// file comes from the server's own origin. No data: URL and no inline script is built, so that a strict content
// security policy (CSP) can forbid both.

import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin, type Rolldown } from 'vite';

import { webApp } from './web-app.ts';

/** Where `node server/start.js` listens; `npx vite client` forwards requests to it. */
const server = `http://127.0.0.1:${process.env.PORT ?? 3000}`;

/** Browsers look for updates of the service worker under its old name, so the name has no hash. */
const serviceWorker = 'service-worker.js';

/** The script that gives the page its theme. */
const themeScript = 'theme-before-paint';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Matches the modules of packages, given by name or by scope. */
const packages = (...names: string[]) => new RegExp(`/node_modules/(?:${names.join('|')})/`);

/** The first modules of the pages: `main.tsx` loads one of the others. */
const firsts = { start: here('main.tsx'), home: here('pages/home.tsx'), document: here('pages/document.tsx') };

/**
 * The chunk of a module of our own: `start` for what several pages import, else that of the page that imports it; null
 * for what comes on demand.
 */
function pageChunk(id: string, graph: { getModuleInfo(id: string): Rolldown.ModuleInfo | null }): string | null {
  const importsIt = (from: string, known = new Set<string>()): boolean => {
    if (from === id) return true;
    if (known.has(from)) return false;
    known.add(from);
    return graph.getModuleInfo(from)?.importedIds.some((next) => importsIt(next, known)) ?? false;
  };
  const pages = Object.entries(firsts).filter(([, first]) => importsIt(first));
  if (pages.length > 1) return 'start';
  return pages[0]?.[0] ?? null;
}

/**
 * Begins the names of files that most people never need, such as the grammars of languages. The service worker keeps
 * them once a page has used them, and fetches none in advance.
 */
const rare = 'assets/rare.';
const rarePackages = packages('katex', '@shikijs', 'oniguruma-to-es', 'oniguruma-parser', 'regex', 'regex-.*');
const isRare = (modules: readonly string[]) => modules.length > 0 && modules.some((id) => rarePackages.test(id));

/** KaTeX names three forms of each font; every browser that this page is for takes the first. */
function oneFormOfFonts(): Plugin {
  return {
    name: 'quire:one-form-of-fonts',
    enforce: 'pre',
    transform: {
      filter: { id: /katex\.css$/ },
      handler: (css) => css.replace(/, url\([^)]*\.(?:woff|ttf)\) format\("[a-z]+"\)/g, ''),
    },
  };
}

/** Puts the list of all other files into the service worker. Files without a hash in their name get one in the list. */
function listFiles(): Plugin {
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

/**
 * Writes a compressed form beside each file of text, for the server to choose from: `.br` and `.gz`. A form that is no
 * shorter is left out. The forms are no part of the bundle, so the list above does not have them. The server puts
 * addresses into the HTML, and serves the HTML, which fits a packet, as it is.
 */
function compressFiles(): Plugin {
  const brotli = promisify(brotliCompress);
  const forms = {
    '.br': (text: Buffer) =>
      brotli(text, { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } }),
    '.gz': (text: Buffer) => promisify(gzip)(text, { level: constants.Z_BEST_COMPRESSION }),
  };
  const compress = async (path: string) => {
    const text = await readFile(path);
    for (const [suffix, compressed] of Object.entries(forms)) {
      const form = await compressed(text);
      if (form.length < text.length) await writeFile(path + suffix, form);
    }
  };
  return {
    name: 'quire:compress-files',
    apply: 'build',
    async writeBundle({ dir = '' }, bundle) {
      const texts = Object.keys(bundle).filter((name) => /\.(?:js|css|svg)$/.test(name));
      await Promise.all(texts.map((name) => compress(join(dir, name))));
    },
  };
}

/** Loads the script of the theme before anything is painted: as a script of its own that blocks the page. */
function themeBeforePaint(): Plugin {
  return {
    name: 'quire:theme-before-paint',
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle }) {
        const built = Object.values(bundle ?? {}).find(({ name }) => name === themeScript);
        if (bundle && (built?.type !== 'chunk' || built.imports.length > 0)) throw new Error('the theme is one script');
        const src = built === undefined ? `./${themeScript}.ts` : `./${built.fileName}`;
        return [{ tag: 'script', attrs: { src }, injectTo: 'head' }];
      },
    },
  };
}

/** Leaves of the data of emoji what typeahead/emoji.ts reads: a quarter. */
function trimEmoji(): Plugin {
  return {
    name: 'quire:trim-emoji',
    enforce: 'pre',
    transform: {
      filter: { id: /emojibase-data\/\w+\/compact\.json/ },
      handler(code) {
        const all = JSON.parse(code) as Record<string, unknown>[];
        return JSON.stringify(
          all.map(({ hexcode, unicode, label, tags, group }) => ({ hexcode, unicode, label, tags, group })),
        );
      },
    },
  };
}

/**
 * Lexical's package of tables is one file, which would come as a whole. Its sources are many, so that a page loads the
 * nodes of tables at first, and the rest with the first table.
 */
const tables = '@lexical/table';
const tableSources = here('../node_modules/@lexical/table/src/');

/** Parts the nodes of tables from their keys, selection and utilities; see the stand-in. */
function partTables(): Plugin {
  const standIn = here('editor/tables/table-elements.ts');
  const parted: Readonly<Record<string, string>> = {
    LexicalTableSelectionHelpers: 'getTable, $getNearestTableCellInTableFromDOMNode',
    LexicalTableUtils: '$computeTableMapSkipCellCheck',
  };
  return {
    name: 'quire:part-tables',
    enforce: 'pre',
    resolveId: (source, importer) =>
      importer?.endsWith('/LexicalTableNode.ts') && Object.hasOwn(parted, source.slice(2)) ? standIn : null,
    transform: (code, id) => {
      const provided = parted[/LexicalTable\w+(?=[.]ts$)/.exec(id)?.[0] ?? ''];
      if (provided === undefined) return null;
      return `${code}\nimport { provide } from '${standIn}';\nprovide({ ${provided} });\n`;
    },
  };
}

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
    // Yjs warns by lib0's log. The one for browsers can draw on a page, which takes four times the code.
    alias: { 'lib0/logging': here('../node_modules/lib0/logging.node.js'), [tables]: `${tableSources}index.ts` },
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
        // One chunk for each group: many small ones compress worse. Home needs React and our own chunks, a document
        // the text as well.
        codeSplitting: {
          groups: [
            { name: 'react', priority: 3, test: packages('react', 'react-dom', 'scheduler') },
            {
              name: 'text',
              priority: 2,
              test: packages(
                'lexical',
                '@lexical/(?!table/)[^/]+',
                'yjs',
                'lib0',
                'y-protocols',
                'y-websocket',
                'y-indexeddb',
                'fast-diff',
              ),
            },
            {
              name: pageChunk,
              debugName: 'pages',
              priority: 0,
              test: /\/(?:client|protocol)\//,
              includeDependenciesRecursively: false,
            },
            { name: 'controls', priority: 1, test: packages('@base-ui', '@floating-ui', 'use-sync-external-store') },
          ],
        },
      },
    },
  },
  server: { proxy: { '/api': server, '/collab': { target: server, ws: true } } },
});
