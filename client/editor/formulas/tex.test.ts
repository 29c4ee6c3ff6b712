// What a formula of a peer may do: be drawn, in a bounded time, and nothing else.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { longestFormula } from '../../../protocol/format/schema.ts';
import { drawnFormula } from './tex.ts';

const html = (formula: string) => {
  const drawn = drawnFormula(formula, true);
  return drawn.type === 'drawn' ? drawn.html : drawn.why;
};

test('a formula is drawn as HTML for eyes and MathML for readers of screens', () => {
  assert.match(html('\\frac{1}{2}'), /<math[^]*<mfrac>[^]*class="katex-html" aria-hidden="true"/);
});

test('a wrong formula is told, with the reason', () => {
  const drawn = drawnFormula('x^', false);
  assert.equal(drawn.type, 'wrong');
  assert.match(html('x^'), /^This formula cannot be drawn: Expected group after '\^'/);
});

test('a formula links nowhere, loads nothing and writes no HTML', () => {
  for (const formula of [
    '\\href{javascript:alert(1)}{x}',
    '\\url{https://example.org}',
    '\\includegraphics{https://example.org/a.png}',
    '\\htmlId{status}{x}\\htmlClass{bar}{x}\\htmlData{testid=status}{x}\\htmlStyle{position:fixed}{x}',
    '\\text{<img src=x onerror=alert(1)>}',
  ]) {
    const drawn = html(formula).replace(/<annotation[^]*<\/annotation>/, ''); // which is the source
    assert.doesNotMatch(drawn, /<a[ >]|<img|position:fixed|<[^>]*\s(?:href|src|id|data-\w+)=/, formula);
  }
});

test('a formula that would never end, or writes on the console, is refused', () => {
  const said: unknown[] = [];
  const { log, error } = console;
  console.log = console.error = (...words: unknown[]) => void said.push(...words);
  try {
    for (const formula of [
      '\\def\\a{\\a\\a}\\a',
      `\\gdef\\a{${'x'.repeat(1_500)}}${'\\a'.repeat(180)}`,
      '\\newcommand{\\a}{\\a}\\a',
      '\\global\\let\\a=b',
      '\\message{a}\\errmessage{b}\\show x',
    ]) {
      assert.match(html(formula), /^A formula cannot use \\/, formula);
    }
  } finally {
    Object.assign(console, { log, error });
  }
  assert.deepEqual(said, []);
  assert.match(html('a \\\\def'), /<math/, 'a line break and three letters are no command');
});

test('the longest formula of each bad kind is drawn or refused at once', { timeout: 20_000 }, () => {
  for (const [before, after] of [
    ['{', '}'],
    ['\\sqrt{', '}'],
    ['\\frac{', '}{1}'],
    ['x^{', '}'],
    ['\\left(', '\\right)'],
    ['\\dots', ''],
    ['\\iff', ''],
    ['\\begin{matrix}', '\\end{matrix}'],
  ] as const) {
    const times = Math.floor(longestFormula / (before.length + after.length)) - 1;
    assert.ok(html(`${before.repeat(times)}x${after.repeat(times)}`).length < 10_000_000, before);
  }
  assert.ok(!html('\\rule{9999em}{9999em}').includes('9999em;'), 'sizes are bounded');
});
