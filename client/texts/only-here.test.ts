// No part of the interface has words of its own: a word that a person reads or hears stands in the files of this folder
// alone, once in each language.

import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parseSync } from 'vite';

const client = new URL('../', import.meta.url);
const sources = globSync('{device,editor,pages,ui}/**/*.{ts,tsx}', { cwd: client })
  .concat('main.tsx')
  .filter((path) => !/\.test\.tsx?$|\/testing\//.test(path));

/** Attributes, and properties of components, whose value a person reads or hears. */
const spoken = /^(?:alt|label|placeholder|title|aria-(?:description|label|placeholder|roledescription|valuetext))$/;

/** A literal that can only be words for a person: a capital, then a small letter and another word. */
const isSentence = (literal: string) => /^\p{Lu}\p{Ll}*[ ,…].*\p{Ll}/u.test(literal);

type Node = Record<string, unknown> & { readonly type: string; readonly start: number };

const isNode = (value: unknown): value is Node => typeof (value as Node | null)?.type === 'string';

/** The words in a part of a source that no other part gives it: literals, in a choice between them too. */
function literals(node: Node): string[] {
  switch (node.type) {
    case 'Literal':
      return typeof node['value'] === 'string' ? [node['value']] : [];
    case 'JSXText':
      return [String(node['value'])];
    case 'TemplateLiteral':
      return (node['quasis'] as { value: { raw: string } }[]).map(({ value }) => value.raw);
    case 'JSXExpressionContainer':
      return literals(node['expression'] as Node);
    case 'ConditionalExpression':
      return [...literals(node['consequent'] as Node), ...literals(node['alternate'] as Node)];
    case 'LogicalExpression':
      return literals(node['right'] as Node);
    default:
      return [];
  }
}

/** The words that a source says to people by itself. */
function wordsIn(path: string, code: string): string[] {
  const found: string[] = [];
  const visit = (node: Node) => {
    const { type } = node;
    if (type === 'NewExpression' || type === 'ImportDeclaration') return; // errors are for developers
    if (type === 'JSXAttribute' && spoken.test(String((node['name'] as Node)['name'])) && isNode(node['value'])) {
      found.push(...literals(node['value']));
    }
    if (type === 'JSXElement' || type === 'JSXFragment') {
      found.push(...(node['children'] as Node[]).filter((child) => child.type !== 'JSXElement').flatMap(literals));
    }
    if (type === 'Property' && /^(?:label|title|placeholder)$/.test(String((node['key'] as Node)['name']))) {
      found.push(...literals(node['value'] as Node).filter((value) => /^\p{Lu}/u.test(value))); // others are keys
    }
    if (type === 'Literal' || type === 'TemplateLiteral') found.push(...literals(node).filter(isSentence));
    for (const value of Object.values(node)) for (const part of [value].flat()) if (isNode(part)) visit(part);
  };
  visit(parseSync(path, code).program as unknown as Node);
  // A letter alone is a sample of a look, and Quire has one name in every language.
  return found.filter((words) => /\p{L}\p{L}/u.test(words) && words.trim() !== 'Quire');
}

test('only the files of this folder have words for people', () => {
  assert.ok(sources.includes('editor/editor.tsx') && sources.includes('pages/document.tsx'));
  const words = sources.flatMap((path) =>
    wordsIn(path, readFileSync(new URL(path, client), 'utf8')).map((found) => `${path}: ${found}`),
  );
  assert.deepEqual(words, []);
});

test('words are found wherever a part can say them', () => {
  const code = `
    const labels = { label: 'Share' };
    const notice = saved ? 'All is saved' : texts.problem;
    throw new Error('A fault of ours');
    export const part = <p title="Close" className="Big"><b>Bold</b> {on ? 'On' : texts.off}{count && \`Many\`}</p>;`;
  assert.deepEqual(wordsIn('part.tsx', code).sort(), ['All is saved', 'Bold', 'Close', 'Many', 'On', 'Share']);
});
