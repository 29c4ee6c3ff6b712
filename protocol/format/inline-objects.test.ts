import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Doc } from 'yjs';

import { type Block, bodyOf, type InlineObject } from './body.ts';
import { firstLine } from './first-line.ts';
import { wordsOfObject } from './object-words.ts';
import { isKnownObject, longestName } from './schema.ts';
import { htmlOf, textOf } from './to-html.ts';
import { markdownOf } from './to-markdown.ts';

const ada = { type: 'mention', name: 'Ada <L>', id: 'abc' };
const eve = { type: 'date', date: '2026-12-24' };

test('[FORM3] an object counts as a mention or a date only if an editor could have written it', () => {
  const known: InlineObject[] = [ada, { type: 'mention', name: 'n'.repeat(longestName) }, eve];
  const unknown: InlineObject[] = [
    { type: 'mention' },
    { type: 'mention', name: ' ' },
    { type: 'mention', name: 'n'.repeat(longestName + 1) },
    { type: 'mention', name: 'two\nlines' },
    { type: 'mention', name: 'turned\u202e' },
    { type: 'mention', name: 'Ada', id: 7 },
    { type: 'date', date: '2026-02-30' },
    { type: 'date', date: '24.12.2026' },
    { type: 'date', date: 20261224 },
    { type: 'constructor' },
    {},
  ];
  for (const object of known) assert.ok(isKnownObject(object), JSON.stringify(object));
  for (const object of unknown) {
    assert.ok(!isKnownObject(object), JSON.stringify(object));
    assert.equal(wordsOfObject(object), '');
  }
});

test('a mention and a date are words in every output', () => {
  const run = (insert: string | InlineObject) => ({ insert, formats: {} });
  const block: Block = { keys: {}, content: [run('Ask '), run(ada), run(' by '), run(eve)] };
  assert.equal(textOf(block), 'Ask @Ada <L> by 2026-12-24');
  assert.equal(
    htmlOf([block], () => null),
    '<p>Ask <span data-mention="Ada &lt;L&gt;">@Ada &lt;L&gt;</span>' +
      ' by <time datetime="2026-12-24">2026-12-24</time></p>',
  );
  assert.equal(markdownOf([block]), 'Ask @Ada \\<L> by 2026-12-24');
});

test('the first line of a document has the words of its objects', () => {
  const body = bodyOf(new Doc());
  body.insert(0, 'Meeting of ');
  body.insertEmbed(body.length, eve);
  body.insert(body.length, ' with friends\nAgenda');
  assert.equal(firstLine(body), 'Meeting of 2026-12-24 with friends');
});
