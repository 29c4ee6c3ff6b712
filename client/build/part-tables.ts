// Lexical's package of tables in parts, so that the first visit loads what shows a table and no more.

import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * Lexical's package of tables is one file, which would come as a whole. Its sources are many, so that a page loads the
 * nodes of tables at first, and the rest with the first table.
 */
export const tables = '@lexical/table';
export const tableSources = here('../../node_modules/@lexical/table/src/');

/** Parts the nodes of tables from their keys, selection and utilities; see the stand-in. */
export function partTables(): Plugin {
  const standIn = here('../editor/tables/table-elements.ts');
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
