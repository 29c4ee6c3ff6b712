// The languages whose code has colours. Each has a grammar in a file of its own, which a page fetches when a document
// shows code of that language.

import type { LanguageRegistration } from '@shikijs/core';

export interface Language {
  readonly name: string;
  /** Other words that a document or a page from elsewhere may say for it. */
  readonly aliases: readonly string[];
  /** The grammar, with those that it needs. */
  readonly load: () => Promise<{ default: LanguageRegistration[] }>;
}

/** By the word that this editor writes into a document. */
export const languages: Readonly<Record<string, Language>> = {
  bash: { name: 'Shell', aliases: ['sh', 'shell', 'zsh', 'shellscript'], load: () => import('@shikijs/langs/bash') },
  c: { name: 'C', aliases: [], load: () => import('@shikijs/langs/c') },
  cpp: { name: 'C++', aliases: ['c++'], load: () => import('@shikijs/langs/cpp') },
  csharp: { name: 'C#', aliases: ['cs', 'c#'], load: () => import('@shikijs/langs/csharp') },
  css: { name: 'CSS', aliases: [], load: () => import('@shikijs/langs/css') },
  dart: { name: 'Dart', aliases: [], load: () => import('@shikijs/langs/dart') },
  diff: { name: 'Diff', aliases: ['patch'], load: () => import('@shikijs/langs/diff') },
  dockerfile: { name: 'Dockerfile', aliases: ['docker'], load: () => import('@shikijs/langs/dockerfile') },
  elixir: { name: 'Elixir', aliases: ['ex'], load: () => import('@shikijs/langs/elixir') },
  go: { name: 'Go', aliases: ['golang'], load: () => import('@shikijs/langs/go') },
  graphql: { name: 'GraphQL', aliases: ['gql'], load: () => import('@shikijs/langs/graphql') },
  haskell: { name: 'Haskell', aliases: ['hs'], load: () => import('@shikijs/langs/haskell') },
  html: { name: 'HTML', aliases: ['htm'], load: () => import('@shikijs/langs/html') },
  ini: { name: 'INI', aliases: [], load: () => import('@shikijs/langs/ini') },
  java: { name: 'Java', aliases: [], load: () => import('@shikijs/langs/java') },
  javascript: { name: 'JavaScript', aliases: ['js', 'mjs', 'cjs'], load: () => import('@shikijs/langs/javascript') },
  json: { name: 'JSON', aliases: [], load: () => import('@shikijs/langs/json') },
  jsx: { name: 'JSX', aliases: [], load: () => import('@shikijs/langs/jsx') },
  kotlin: { name: 'Kotlin', aliases: ['kt'], load: () => import('@shikijs/langs/kotlin') },
  latex: { name: 'LaTeX', aliases: ['tex'], load: () => import('@shikijs/langs/latex') },
  lua: { name: 'Lua', aliases: [], load: () => import('@shikijs/langs/lua') },
  makefile: { name: 'Makefile', aliases: ['make'], load: () => import('@shikijs/langs/makefile') },
  markdown: { name: 'Markdown', aliases: ['md'], load: () => import('@shikijs/langs/markdown') },
  nginx: { name: 'Nginx', aliases: [], load: () => import('@shikijs/langs/nginx') },
  php: { name: 'PHP', aliases: [], load: () => import('@shikijs/langs/php') },
  powershell: { name: 'PowerShell', aliases: ['ps1', 'pwsh'], load: () => import('@shikijs/langs/powershell') },
  python: { name: 'Python', aliases: ['py'], load: () => import('@shikijs/langs/python') },
  r: { name: 'R', aliases: [], load: () => import('@shikijs/langs/r') },
  ruby: { name: 'Ruby', aliases: ['rb'], load: () => import('@shikijs/langs/ruby') },
  rust: { name: 'Rust', aliases: ['rs'], load: () => import('@shikijs/langs/rust') },
  scala: { name: 'Scala', aliases: [], load: () => import('@shikijs/langs/scala') },
  scss: { name: 'SCSS', aliases: [], load: () => import('@shikijs/langs/scss') },
  sql: { name: 'SQL', aliases: [], load: () => import('@shikijs/langs/sql') },
  swift: { name: 'Swift', aliases: [], load: () => import('@shikijs/langs/swift') },
  toml: { name: 'TOML', aliases: [], load: () => import('@shikijs/langs/toml') },
  tsx: { name: 'TSX', aliases: [], load: () => import('@shikijs/langs/tsx') },
  typescript: { name: 'TypeScript', aliases: ['ts'], load: () => import('@shikijs/langs/typescript') },
  xml: { name: 'XML', aliases: ['svg'], load: () => import('@shikijs/langs/xml') },
  yaml: { name: 'YAML', aliases: ['yml'], load: () => import('@shikijs/langs/yaml') },
  zig: { name: 'Zig', aliases: [], load: () => import('@shikijs/langs/zig') },
};

const byWord = new Map(
  Object.entries(languages).flatMap(([id, { aliases }]) =>
    [id, ...aliases].map((word): [string, string] => [word, id]),
  ),
);

/** The language that a document says; null for one without colours. */
export function languageOf(said: string): string | null {
  return byWord.get(said.toLowerCase()) ?? null;
}
