// The contract of `Store.search`, as tests that every implementation must pass.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as Y from 'yjs';
import { type Block, bodyOf } from '../../protocol/format/body.ts';
import { appendBlocks } from '../../protocol/format/shared-text.ts';
import { titleName } from '../../protocol/title.ts';
import type { MarkedText, SearchOptions, SearchPosition, Store } from '../store/store.ts';
import { nextMillisecond, whole } from './store-contract.ts';

/** An update that writes a title, and a paragraph for each of `lines`. */
export function writing(title: string, ...lines: string[]): Uint8Array {
  const doc = new Y.Doc();
  doc.getText(titleName).insert(0, title);
  const blocks = lines.map((insert): Block => ({ keys: {}, content: [{ insert, formats: {} }] }));
  doc.transact((transaction) => appendBlocks(transaction, bodyOf(doc), blocks));
  return Y.encodeStateAsUpdate(doc);
}

/** Makes a document with a title and a paragraph for each of `lines`. */
async function write(store: Store, name: string, title: string, ...lines: string[]): Promise<void> {
  const { epoch } = whole(await store.load(name));
  assert.ok(await store.append(name, epoch, [writing(title, ...lines)], title));
}

/** A marked text with what was found in brackets. */
function inBrackets(marked: MarkedText): string {
  return marked.map(({ text, found }) => (found ? `[${text}]` : text)).join('');
}

/** The names of the found documents, in order. */
async function namesFound(store: Store, typed: string, options?: SearchOptions): Promise<string[]> {
  return (await store.search(typed, 100, options)).map(({ document }) => document.name);
}

/** Waits until a search finds exactly these documents; a change is indexed soon after it. */
async function finds(store: Store, typed: string, names: readonly string[]): Promise<void> {
  const wanted = JSON.stringify(names);
  for (;;) {
    const found = await namesFound(store, typed);
    if (JSON.stringify(found) === wanted) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Defines the tests of the contract for one kind of store, as `testStore` does. */
export function testSearch<Place>(kind: string, open: (place: Place) => Promise<Store>, newPlace: () => Place): void {
  test(`${kind}: [SEARCH1] a search finds words of titles and texts, as one types, titles first`, async () => {
    const store = await open(newPlace());
    await write(store, 'old', 'Picnic plan', 'Bread and wine');
    await nextMillisecond();
    await write(store, 'text', 'Notes', 'We plan a picnic', 'in Zürich');
    await nextMillisecond();
    await write(store, 'new', 'The Planets', 'Mars and Venus');
    await finds(store, 'plan', ['new', 'old', 'text']);
    for (const [typed, names] of [
      ['p', ['new', 'old', 'text']],
      ['pla pic', []],
      ['PLAN PIC', ['old', 'text']],
      ['picnic plan', ['old', 'text']],
      ['zurich', ['text']],
      ['  bréad   wi ', ['old']],
      ['wines', []],
      ['picnic in', ['text']],
    ] as const) {
      assert.deepEqual(await namesFound(store, typed), names, typed);
    }
    const [first, ...others] = await store.search('plan pic', 10);
    assert.deepEqual(first!.document, await store.find('old'));
    assert.deepEqual(inBrackets(first!.title), '[Picnic] [plan]');
    assert.deepEqual(inBrackets(first!.text), 'Bread and wine');
    assert.deepEqual(inBrackets(others[0]!.text), 'We [plan] a [picnic]\nin Zürich');
    await store.close();
  });

  test(`${kind}: [SEARCH1] a search finds one and more characters of scripts without spaces`, async () => {
    const store = await open(newPlace());
    await write(store, 'zh', '董事会议记录', '我们在2026年去北京');
    await nextMillisecond();
    await write(store, 'ja', 'メモ', '東京でピクニックをします');
    await nextMillisecond();
    await write(store, 'ko', '회의록', '우리는서울에서 만난다');
    for (const [typed, name] of [
      ['会', 'zh'],
      ['メ', 'ja'],
      ['회', 'ko'],
    ] as const) {
      await finds(store, typed, [name]);
    }
    for (const [typed, name] of [
      ['议记', 'zh'],
      ['京', 'ja zh'],
      ['去北', 'zh'],
      ['2026年', 'zh'],
      ['北京 会议', 'zh'],
      ['クニ', 'ja'],
      ['서울', 'ko'],
      ['回', ''],
    ] as const) {
      assert.equal((await namesFound(store, typed)).join(' '), name, typed);
    }
    const [found] = await store.search('会议', 1);
    assert.equal(inBrackets(found!.title), '董事[会议]记录');
    await store.close();
  });

  test(`${kind}: [SEARCH1] whatever is typed is words, and never an operator`, async () => {
    const store = await open(newPlace());
    await write(store, 'plan', 'Plan', 'near and not "quoted" C++ \u0000 don’t');
    await finds(store, 'plan', ['plan']);
    for (const typed of [
      '"',
      '*',
      '()',
      'plan*',
      '"plan',
      'NEAR(',
      'NOT plan',
      'title:plan',
      'plan OR',
      'c++',
      '\0',
      '{}',
    ]) {
      assert.ok(Array.isArray(await store.search(typed, 10)), typed);
    }
    assert.deepEqual(await namesFound(store, 'NEAR "QUOTED'), ['plan']);
    assert.deepEqual(await namesFound(store, 'quoted" AND nothing'), []);
    assert.deepEqual(await namesFound(store, '"* \0'), [], 'no word');
    assert.deepEqual(await namesFound(store, 'plan '.repeat(2_000)), ['plan']);
    assert.deepEqual(await namesFound(store, '会'.repeat(5_000)), []);
    await store.close();
  });

  test(`${kind}: [SEARCH1] a search goes on behind a place, among the documents that a client may read`, async () => {
    const store = await open(newPlace());
    for (let i = 0; i < 9; i++) {
      await write(store, `team/${i}`, i % 3 === 0 ? 'plan' : '', 'a plan');
      await nextMillisecond();
    }
    await write(store, 'other', 'plan');
    await finds(store, 'plan', ['other', ...[6, 3, 0, 8, 7, 5, 4, 2, 1].map((i) => `team/${i}`)]);
    const names: string[] = [];
    for (let after: SearchPosition | null = null; ;) {
      const page = await store.search('plan', 2, { patterns: ['team/*'], after });
      names.push(...page.map(({ document }) => document.name));
      if (page.length < 2) break;
      after = page.at(-1)!.position;
    }
    assert.deepEqual(
      names,
      [6, 3, 0, 8, 7, 5, 4, 2, 1].map((i) => `team/${i}`),
    );
    assert.deepEqual(await namesFound(store, 'plan', { prefix: 'team/3' }), ['team/3']);
    assert.deepEqual(await namesFound(store, 'plan', { patterns: [] }), []);
    await store.close();
  });

  test(`${kind}: [SEARCH2] a search knows changes soon, deletions at once, and both after a restart`, async () => {
    const place = newPlace();
    const store = await open(place);
    await write(store, 'plan', 'Plan', 'bread');
    await nextMillisecond();
    await write(store, 'gone', 'Plan', 'bread');
    await finds(store, 'bread', ['gone', 'plan']);
    await store.delete('gone');
    assert.deepEqual(await namesFound(store, 'bread'), ['plan']);
    await store.create('gone');
    assert.deepEqual(await namesFound(store, 'bread'), ['plan']);
    await write(store, 'plan', 'Plan', 'and wine');
    await finds(store, 'wine', ['plan']);
    await nextMillisecond();
    await write(store, 'late', 'Bread', 'wine');
    await store.close();
    const again = await open(place);
    await finds(again, 'wine', ['late', 'plan']);
    assert.deepEqual(await namesFound(again, 'bread'), ['late', 'plan']);
    await again.close();
  });
}
