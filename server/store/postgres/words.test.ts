// The words of texts for PostgreSQL's index: those of FTS5, and pairs of characters where no spaces are written.

import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { limits } from '../../limits/limits.ts';
import { writing } from '../../testing/search-contract.ts';
import type { Outcome } from '../outcome.ts';
import { Thread } from '../thread.ts';
import type { TextRequest, Words } from './text-requests.ts';

function open(t: TestContext) {
  const thread = new Thread<TextRequest, Outcome>(new URL('./text-worker.ts', import.meta.url));
  t.after(() => thread.end());
  const ask = async (request: TextRequest): Promise<unknown> => {
    const outcome = await thread.ask(request);
    assert.ok(outcome.type === 'done', JSON.stringify(outcome));
    return outcome.value;
  };
  const read = async (title: string, ...lines: string[]) =>
    (await ask({ type: 'read', title, updates: [writing(title, ...lines)] })) as Words;
  return { read, query: (typed: string) => ask({ type: 'query', typed }) };
}

test('[SEARCH1] words have neither case nor accents; where no spaces are written, pairs are words, too', async (t) => {
  const { read } = open(t);
  const { body, titleWords, words } = await read('Größe Zürich', 'don’t 董事、会2026年', 'Größe');
  assert.equal(body, 'don’t 董事、会2026年\nGröße');
  assert.deepEqual(titleWords.toSorted(), ['große', 'zurich']);
  const expected = ['2026', 'don', 'große', 't', 'zurich', '事', '事会', '会', '年', '董', '董事'];
  assert.deepEqual(words.toSorted(), expected);
});

test('[SEARCH1] a query asks for all words, the last of which may go on, and quotes them', async (t) => {
  const { query } = open(t);
  for (const [typed, asked] of [
    ['Team PLA', `'team' & 'pla':*`],
    ['plan plan', `'plan':*`],
    ['北京 会议', `'京' & '会' & '北' & '北京' & '会议' & '议':*`],
    ["c++ ' & !", `'c':*`],
    ['', null],
    ['& | ! ( ) :*', null],
  ] as const) {
    assert.equal(await query(typed), asked, typed);
  }
});

test('[SEARCH1] a long word, and more words than an index row holds, are cut', async (t) => {
  const { read } = open(t);
  const long = 'x'.repeat(limits.indexedWord);
  assert.deepEqual((await read('', `${long} ${long}y z`)).words, [long, 'z']);
  const words = Array.from({ length: 90_000 }, (_, i) => `w${String(i).padStart(9, '0')}`); // of 10 bytes each
  assert.equal(words.length * 10, limits.indexedWordBytes);
  const all = await read('', words.join(' '));
  assert.equal(all.words.length, words.length);
  assert.equal((await read('', `${words.join(' ')} w`)).words.length, words.length);
});
