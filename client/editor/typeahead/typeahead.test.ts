import assert from 'node:assert/strict';
import { test } from 'node:test';

import { chinese } from '../../texts/chinese.ts';
import { english } from '../../texts/english.ts';
import { german } from '../../texts/german.ts';
import { insertables } from '../insertables.ts';
import { dayAfter, dayFrom, isoDay } from './days.ts';
import { emojiFor, loadEmoji } from './emoji.ts';
import { ranked } from './ranking.ts';
import { matchOf } from './trigger.ts';

const languages = { english, german, chinese };

test('a menu is asked for at the start of a word alone', () => {
  for (const [line, trigger, query] of [
    ['/', '/', ''],
    ['/heading 2', '/', 'heading 2'],
    ['see /ta', '/', 'ta'],
    ['(/ta', '/', 'ta'],
    ['、表', '/', '表'],
    ['ask @', '@', ''],
    ['ask @Ada L', '@', 'Ada L'],
    ['@2026-12-24', '@', '2026-12-24'],
    ['so :smi', ':', 'smi'],
    [':+1:', ':', '+1:'],
    ['：笑脸', ':', '笑脸'],
  ] as const) {
    assert.deepEqual(matchOf(line), { trigger, query }, line);
  }
  const none = ['and/or', '1/2', '/usr/bin', '/ or', 'me@example', '@ noon', '10:30', ':)', ':D', 'a::b', 'https://a'];
  for (const line of [...none, `/${'a'.repeat(41)}`, `${'and'.repeat(20)}/or`]) {
    assert.equal(matchOf(line), null, line);
  }
});

test('everything in the slash menu is found by its name in each language, and is the first to be', () => {
  for (const [language, { menus }] of Object.entries(languages)) {
    const things = insertables.map((one) => ({ ...one, label: menus.insertable[one.id] }));
    for (const { id, label } of things) assert.equal(ranked(things, label)[0]?.id, id, `${language}: ${label}`);
  }
  const inEnglish = insertables.map((one) => ({ ...one, label: english.menus.insertable[one.id] }));
  const found = (query: string) => ranked(inEnglish, query).map(({ id }) => id);
  for (const query of ['table', 'Tabelle', '表格', 'tab']) assert.equal(found(query)[0], 'table', query);
  assert.equal(found('uberschrift 2')[0], 'h2');
  assert.equal(found('todo')[0], 'check');
  assert.equal(found('hd3')[0], 'h3');
  assert.deepEqual(found('li').slice(0, 3), ['bullet', 'number', 'check']);
  for (const path of ['usr', 'tmp', 'home', 'dev', 'bin']) assert.deepEqual(found(path), [], path);
  assert.equal(found('').length, insertables.length);
});

test('emoji have their English names in every language, and the names of that language', async () => {
  const emoji = await loadEmoji('de');
  const found = (query: string) => emojiFor(emoji, query).map(({ character }) => character);
  assert.equal(found('smile')[0], '😄');
  assert.equal(found('tada')[0], '🎉');
  assert.equal(found('+1')[0], '👍️');
  assert.ok(found('katze').includes('😺'), found('katze').join());
  assert.deepEqual(found('tada:'), ['🎉']);
  assert.deepEqual(found('tad:'), []);
  assert.ok(!emoji.some(({ character }) => ['🇦', '🏻'].includes(character)), 'parts of emoji');
});

test('days are read as people write them in each language', () => {
  const today = new Date(2026, 10, 26);
  const days = ['2026-12-24', '2026-1-2', '24.12.2026', '24.12.', '2026年12月24日', '12月24日'];
  const expected = ['2026-12-24', '2026-01-02', '2026-12-24', '2026-12-24', '2026-12-24', '2026-12-24'];
  assert.deepEqual(
    days.map((day) => dayFrom(day, today)),
    expected,
  );
  for (const written of ['2026-02-30', '31.4.', '13月1日', '2026', 'today']) {
    assert.equal(dayFrom(written, today), null);
  }
  assert.equal(isoDay(dayAfter(new Date(2026, 11, 31), 1)), '2027-01-01');
});
