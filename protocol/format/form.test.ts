// The rules of the document's form, each on Y.Docs alone: any Yjs client that keeps them writes documents of this form.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import * as Y from 'yjs';

import { bodyOf, type Json, type Keys, markerClientID, textClientID } from './body.ts';
import type { Change } from './changes.ts';
import { pathOf, toneOf, withSharedContainers } from './container-paths.ts';
import { shownBlock } from './schema.ts';
import { markerMap, readBody, startOf, writeChanges } from './shared-text.ts';
import { blocksOf, copiesOf, exchange } from './testing/bodies.ts';

const clients = fc.nat(2 ** 32 - 1).map(textClientID);

/** Two different pages, by the clients that write their words. */
const pairs = fc.uniqueArray(clients, { minLength: 2, maxLength: 2 }) as unknown as fc.Arbitrary<[number, number]>;

/** The body with the keys of its markers, as Yjs tells it. */
function deltaOf(doc: Y.Doc): unknown[] {
  const delta = bodyOf(doc).toDelta() as { insert: unknown }[];
  return delta.map(({ insert, ...rest }) => ({ insert: insert instanceof Y.Map ? insert.toJSON() : insert, ...rest }));
}

/** The keys and words of each block. */
function shown(doc: Y.Doc): [Keys | null, string][] {
  return blocksOf(doc).map(({ keys, content }) => [keys, content.map(({ insert }) => insert).join('')]);
}

/** Changes a body as a page does: what is behind the first `at` characters and markers of it. */
function change(doc: Y.Doc, at: number, ...changes: Change[]): void {
  const kept: Change = { type: 'keep', length: at };
  const body = bodyOf(doc);
  doc.transact((transaction) => writeChanges(transaction, body, startOf(body), [kept, ...changes]));
}

const run = (insert: string): Change => ({ type: 'insert', step: { type: 'run', insert, formats: {} } });
const marker = (keys: Keys = {}): Change => ({ type: 'insert', step: { type: 'marker', keys } });
const markerMapAt = (doc: Y.Doc, index: number) =>
  (bodyOf(doc).toDelta() as { insert: unknown }[])[index]!.insert as Y.Map<unknown>;

/** A title and its text: `# Plan`, `Buy bread`. */
function plan(): Y.Doc {
  const doc = new Y.Doc();
  const body = bodyOf(doc);
  body.insertEmbed(0, new Y.Map<unknown>([['type', 'heading'], ['level', 1]])); // prettier-ignore
  body.insert(1, 'Plan');
  body.insertEmbed(5, new Y.Map());
  body.insert(6, 'Buy bread');
  return doc;
}

test('[FORM1] the body is one text, in which a marker begins each block', () => {
  assert.deepEqual(shown(plan()), [
    [{ type: 'heading', level: 1 }, 'Plan'],
    [{}, 'Buy bread'],
  ]);
});

test('[FORM1] to split is to insert a marker, to join to delete one: the words stay what they are', () => {
  fc.assert(
    fc.property(pairs, fc.boolean(), ([ada, ben], joins) => {
      const [mine, theirs] = copiesOf(plan(), ada, ben) as [Y.Doc, Y.Doc];
      if (joins) change(mine, 5, { type: 'delete', length: 1 });
      else change(mine, 10, marker());
      change(theirs, 15, run(' and tea'));
      change(theirs, 9, run(' some'));
      exchange(mine, theirs);
      const words = joins ? ['PlanBuy some bread and tea'] : ['Plan', 'Buy some ', 'bread and tea'];
      for (const doc of [mine, theirs]) assert.deepEqual(shown(doc).map(([, text]) => text), words); // prettier-ignore
    }),
  );
});

test('[FORM2] a marker without a type is a paragraph', () => {
  const doc = new Y.Doc();
  bodyOf(doc).insertEmbed(0, new Y.Map());
  bodyOf(doc).insert(1, 'words');
  assert.deepEqual(shown(doc), [[{}, 'words']]);
});

test('[FORM2] keys that two people set at once both count, and of one key the last', () => {
  fc.assert(
    fc.property(pairs, ([ada, ben]) => {
      const [mine, theirs] = copiesOf(plan(), ada, ben) as [Y.Doc, Y.Doc];
      markerMapAt(mine, 0).set('align', 'center');
      markerMapAt(mine, 0).set('level', 2);
      markerMapAt(theirs, 0).set('indent', 1);
      markerMapAt(theirs, 0).set('level', 3);
      exchange(mine, theirs);
      const [[keys]] = shown(mine) as [[Keys, string]];
      assert.deepEqual(keys, { type: 'heading', align: 'center', indent: 1, level: ada > ben ? 2 : 3 });
      assert.deepEqual(shown(theirs)[0]![0], keys);
      markerMapAt(theirs, 0).set('level', 4);
      exchange(mine, theirs);
      assert.equal(shown(mine)[0]![0]!['level'], 4);
    }),
  );
});

test('[FORM3] types, keys, formats, objects and roots that a page does not know stay, whatever it edits', () => {
  const doc = plan();
  doc.clientID = 1;
  const body = bodyOf(doc);
  body.insertEmbed(0, new Y.Map<unknown>([['type', 'poll'], ['question', { text: 'When?' }]])); // prettier-ignore
  markerMapAt(doc, 1).set('colour', 'red');
  body.format(7, 3, { comment: 'c1' });
  body.insertEmbed(10, { type: 'chart', of: [1, 2] });
  doc.getMap('polls').set('when', 'now');
  const [page] = copiesOf(doc, 2) as [Y.Doc];
  change(page, 1, { type: 'keep', length: 1, keys: { type: 'quote', level: null } });
  change(page, 6, marker(), run('Milk'));
  change(page, 12, { type: 'keep', length: 2, formats: { bold: true } });
  assert.deepEqual(deltaOf(page), [
    { insert: { type: 'poll', question: { text: 'When?' } } },
    { insert: { type: 'quote', colour: 'red' } },
    { insert: 'Plan' },
    { insert: {} },
    { insert: 'Milk' },
    { insert: {} },
    { insert: 'Bu', attributes: { bold: true, comment: 'c1' } },
    { insert: 'y', attributes: { comment: 'c1' } },
    { insert: { type: 'chart', of: [1, 2] } },
    { insert: ' bread' },
  ]);
  assert.deepEqual(page.getMap('polls').toJSON(), { when: 'now' });
});

/** Sets what the first `count` markers of a body say about their containers. */
function contain(doc: Y.Doc, count: number, ...path: Json[]): void {
  for (const { marker } of readBody(bodyOf(doc)).slice(0, count)) markerMap(marker!)!.set('in', path);
}

/** What a page shows of the containers around each block. */
const containersOf = (doc: Y.Doc) =>
  withSharedContainers(blocksOf(doc).map(shownBlock)).map(({ keys }) => pathOf(keys).map(({ id, tone }) => [id, tone]));

test('[FORM8] blocks that are wrapped while somebody writes in them keep every word', () => {
  fc.assert(
    fc.property(pairs, fc.integer({ min: 1, max: 15 }), ([ada, ben], at) => {
      const [mine, theirs] = copiesOf(plan(), ada, ben) as [Y.Doc, Y.Doc];
      contain(mine, 2, { id: 'a', type: 'callout', tone: 'tip' });
      change(theirs, at, run('words'));
      exchange(mine, theirs);
      assert.deepEqual(deltaOf(mine), deltaOf(theirs));
      const texts = shown(mine).map(([, text]) => text);
      assert.equal(texts.join('').replace('words', ''), 'PlanBuy bread');
      assert.deepEqual(containersOf(theirs), [[['a', 'tip']], [['a', 'tip']]]);
    }),
  );
});

test('[FORM8] what a container is, its first block says, whatever is added to it meanwhile', () => {
  const doc = plan();
  contain(doc, 2, { id: 'a', type: 'callout', tone: 'note' });
  const [mine, theirs] = copiesOf(doc, 1, 2) as [Y.Doc, Y.Doc];
  contain(mine, 2, { id: 'a', type: 'callout', tone: 'danger' });
  change(theirs, 15, marker({ in: [{ id: 'a', type: 'callout', tone: 'note' }] }), run('Milk'));
  exchange(mine, theirs);
  assert.deepEqual(containersOf(mine), [[['a', 'danger']], [['a', 'danger']], [['a', 'danger']]]);
});

test('[FORM8] what peers say of containers counts only as far as a page can show it, and stays', () => {
  const good = { id: 'a', type: 'columns', of: 3 };
  const bad: Json[] = ['a', 7, [good], [], { id: 'a' }, { type: 'callout' }, { id: '', type: 'callout' }];
  const paths: Json[] = [...bad.map((one) => [one]), [], {}, 'a', null, Array.from({ length: 5 }, () => good)];
  for (const path of [...paths, [{ id: 'x'.repeat(65), type: 'callout' }]]) {
    assert.deepEqual(shownBlock({ keys: { in: path }, content: [] }).keys, {}, JSON.stringify(path));
  }
  for (const path of [[good], Array.from({ length: 4 }, () => good), [{ id: 'x'.repeat(64), type: 'callout' }]]) {
    assert.deepEqual(shownBlock({ keys: { in: path }, content: [] }).keys, { in: path });
  }
  assert.equal(toneOf({ id: 'a', type: 'callout', tone: 'url(evil)' }), 'note');
});

test('[FORM4] words and a marker that are inserted at one place at the same time: the words come first', () => {
  fc.assert(
    fc.property(pairs, fc.integer({ min: 1, max: 15 }), ([ada, ben], at) => {
      const [mine, theirs] = copiesOf(plan(), ada, ben) as [Y.Doc, Y.Doc];
      const before = bodyOf(mine).toString();
      change(mine, at, run('w'));
      change(mine, at + 1, run('ords'));
      change(theirs, at, marker({ type: 'quote' }));
      exchange(mine, theirs);
      assert.deepEqual(deltaOf(mine), deltaOf(theirs));
      const texts = shown(mine).map(([, text]) => text);
      const quote = shown(mine).findIndex(([keys]) => keys!['type'] === 'quote');
      assert.ok(texts[quote - 1]!.endsWith('words'), texts.join('|'));
      assert.equal(texts.join('').replace('words', ''), before);
    }),
  );
});

test('[FORM4] the client of a page that inserts markers is above all that insert words', () => {
  fc.assert(fc.property(clients, clients, (any, other) => assert.ok(markerClientID(any) > textClientID(other))));
});
