import assert from 'node:assert/strict';
import { test } from 'node:test';

import { languageOf, languages } from './languages.ts';
import { type State, type Tokenize, tokenizerFor } from './tokens.ts';

/** The words of code by what they are, such as `keyword:let`. */
function marked(tokenize: Tokenize, code: string): string[] {
  let state: State = null;
  return code.split('\n').flatMap((line) => {
    let read = tokenize(line, state);
    while (read.isCut) read = tokenize(line, state); // the grammar takes time at first
    const { tokens, end } = read;
    state = end;
    return tokens.map(({ kind, start, end: to }) => `${kind}:${line.slice(start, to).trim()}`);
  });
}

test('parts of code are told apart, over the ends of lines too', async () => {
  assert.deepEqual(marked(await tokenizerFor('typescript'), 'let a = 1; /* b\n let */ f("c")'), [
    'keyword:let',
    'number:1',
    'comment:/* b',
    'comment:let */',
    'function:f',
    'string:"c"',
  ]);
});

test('a line after which nothing else is open ends alike, so that the lines behind it keep their parts', async () => {
  const tokenize = await tokenizerFor('javascript');
  const lines = ['let a = 1;', 'foo("b");'];
  for (const line of lines) while (tokenize(line, null).isCut); // the grammar takes time at first
  const [one, other] = lines.map((line) => tokenize(line, null).end);
  assert.ok(one!.equals(other));
  assert.ok(!one!.equals(tokenize('/* open', null).end));
});

test('a line that is too long stays plain', async () => {
  const tokenize = await tokenizerFor('json');
  assert.notDeepEqual(tokenize(`"${'a'.repeat(1_000)}"`, null).tokens, []);
  assert.deepEqual(tokenize(`"${'a'.repeat(2_000)}"`, null).tokens, []);
});

test('every language of the list has its grammar, and every word for it is its own', async () => {
  const words = Object.entries(languages).flatMap(([id, { aliases }]) => [id, ...aliases]);
  assert.equal(new Set(words).size, words.length);
  for (const [id, { load }] of Object.entries(languages)) {
    const { default: grammars } = await load();
    assert.ok(grammars.some(({ name, aliases }) => name === id || aliases?.includes(id)), id); // prettier-ignore
  }
  assert.deepEqual(['JS', 'ts', 'constructor', 'brainfuck'].map(languageOf), ['javascript', 'typescript', null, null]);
});
