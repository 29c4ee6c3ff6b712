// Which modules share a file. One chunk for each group, since many small ones compress worse. Both pages need React and
// what they share of our own; the text is with the page of a document. What comes on demand is in none of them.

import { fileURLToPath } from 'node:url';
import type { Rolldown } from 'vite';

type Graph = { getModuleInfo(id: string): Rolldown.ModuleInfo | null };

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The first modules of the pages: `main.tsx` loads one of the others. */
const firsts = {
  start: here('../main.tsx'),
  home: here('../pages/home.tsx'),
  document: here('../pages/document.tsx'),
};

/** Matches the modules of packages, given by name or by scope. */
const packages = (...names: string[]) => new RegExp(`/node_modules/(?:${names.join('|')})/`);

/** The pages that import a module statically, themselves or by others. */
function pagesOf(id: string, graph: Graph): string[] {
  const importsIt = (from: string, known = new Set<string>()): boolean => {
    if (from === id) return true;
    if (known.has(from)) return false;
    known.add(from);
    return graph.getModuleInfo(from)?.importedIds.some((next) => importsIt(next, known)) ?? false;
  };
  return Object.entries(firsts).flatMap(([page, first]) => (importsIt(first) ? [page] : []));
}

/** `start` for what several pages import, else the page that imports a module; null for what comes on demand. */
function pageChunk(id: string, graph: Graph): string | null {
  const pages = pagesOf(id, graph);
  return pages.length > 1 ? 'start' : (pages[0] ?? null);
}

/**
 * Lexical and Yjs compress better together with our own code, which speaks their words. Of Lexical's tables, a page
 * loads the nodes alone; see part-tables.ts.
 */
const text = [
  'lexical',
  '@lexical/(?!table/)[^/]+',
  'yjs',
  'lib0',
  'y-protocols',
  'y-websocket',
  'y-indexeddb',
  'fast-diff',
];

/** What shows a table. In a chunk of its own, these classes would need the page's chunk before that has run. */
const tableNodes = /@lexical\/table\/src\/(?:constants|TableImportExtension|LexicalTable(?:Cell|Row)?Node)\.ts$/;

/** Our own code. The parts of other pages need home's words, too, but no more of home. */
const own = /\/(?:client\/(?!texts\/english\/home)|protocol\/)/;

export const groups: Rolldown.CodeSplittingGroup[] = [
  { name: 'react', priority: 2, test: packages('react', 'react-dom', 'scheduler') },
  { name: 'controls', priority: 1, test: packages('@base-ui', '@floating-ui', 'use-sync-external-store') },
  {
    name: pageChunk,
    debugName: 'pages',
    priority: 0,
    test: (id) => own.test(id) || packages(...text).test(id) || tableNodes.test(id),
    includeDependenciesRecursively: false,
  },
];

/**
 * Begins the names of files that most people never need, such as the grammars of languages. The service worker keeps
 * them once a page has used them, and fetches none in advance.
 */
export const rare = 'assets/rare.';

const rarePackages = packages('katex', '@shikijs', 'oniguruma-to-es', 'oniguruma-parser', 'regex', 'regex-.*');

export const isRare = (modules: readonly string[]) => modules.length > 0 && modules.some((id) => rarePackages.test(id));
