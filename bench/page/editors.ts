// The editors that get the same keys.

import type { BarKind } from '../picture.ts';

export type EditorName = 'quire' | 'tree' | 'alone';

export interface BenchEditor {
  /** Also that of its module in `editors/`. */
  readonly name: EditorName;
  readonly title: string;
  /** The title in a word or two. */
  readonly label: string;
  /** The package that has the version; null for Quire itself. */
  readonly package: string | null;
  readonly kind: BarKind;
}

export const editorOf = (name: EditorName): BenchEditor => editors.find((editor) => editor.name === name)!;

export const editors: readonly BenchEditor[] = [
  { name: 'quire', title: 'Quire: one text', label: 'Quire', package: null, kind: 'own' },
  {
    name: 'tree',
    title: '@lexical/yjs, collaboration V2: a tree',
    label: '@lexical/yjs',
    package: '@lexical/yjs',
    kind: 'plain',
  },
  {
    name: 'alone',
    title: 'Lexical alone, without a document',
    label: 'Lexical alone',
    package: 'lexical',
    kind: 'outline',
  },
];
