import assert from 'node:assert/strict';
import { test } from 'node:test';

import { chinese } from './chinese.ts';
import { english } from './english.ts';
import { german } from './german.ts';

/** All texts by their paths. A function gives its text for the values that are given here. */
function textsOf(part: unknown, path = ''): [path: string, text: string][] {
  if (typeof part === 'string') return [[path, part]];
  if (typeof part === 'function') return textsOf((part as (...values: unknown[]) => unknown)(['A'], 'B', 'C'), path);
  return Object.entries(part as object).flatMap(([key, value]) => textsOf(value, `${path}.${key}`));
}

const englishTexts = new Map(textsOf(english));

test('every text of several words is translated', () => {
  for (const texts of [german, chinese]) {
    const same = textsOf(texts).filter(([path, text]) => /\p{L} \p{L}/u.test(text) && englishTexts.get(path) === text);
    assert.deepEqual(same, []);
  }
});

test('a Chinese text has Chinese punctuation beside its characters', () => {
  const wrong = textsOf(chinese).filter(([, text]) => /\p{Script=Han}[,;:?!]/u.test(text));
  assert.deepEqual(wrong, []);
});

test('names stand in a sentence as the language has them', () => {
  const say = (people: string[]) => [english, german, chinese].map(({ announcements }) => announcements.here(people));
  assert.deepEqual(say(['Ada']), ['Ada is here.', 'Ada ist hier.', 'Ada 在此文档中。']);
  assert.deepEqual(say(['Ada', 'Ben', 'Cyd']), [
    'Ada, Ben and Cyd are here.',
    'Ada, Ben und Cyd sind hier.',
    'Ada、Ben和Cyd 在此文档中。',
  ]);
  const others = (count: number) => [english, german].map(({ announcements }) => announcements.others(count));
  assert.deepEqual(others(1), ['1 other', '1 weitere Person']);
  assert.deepEqual(others(2), ['2 others', '2 weitere']);
});
