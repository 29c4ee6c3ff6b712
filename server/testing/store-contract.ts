// The contract of `Store`, as tests that every implementation must pass.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as Y from 'yjs';
import type {
  DocumentSummary,
  ListOrder,
  ListPosition,
  Loaded,
  ShareLink,
  Store,
  StoredDocument,
  StoredFile,
} from '../store/store.ts';

/** Updates of one client. Each adds its number to the text, so that the text shows a wrong order or a loss. */
export function updatesOf(count: number): Uint8Array[] {
  const doc = new Y.Doc();
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
  for (let i = 0; i < count; i++) doc.getText('text').insert(doc.getText('text').length, `${i} `);
  return updates;
}

/** The text of the document that the updates make. Fails when one of them depends on a missing one. */
export function textOf(updates: readonly Uint8Array[]): string {
  const doc = new Y.Doc();
  for (const update of updates) Y.applyUpdate(doc, update);
  assert.equal(doc.store.pendingStructs, null);
  return doc.getText('text').toString();
}

/** Appends something to a document, with this title. */
async function retitle(store: Store, name: string, title: string): Promise<void> {
  await store.append(name, whole(await store.load(name)).epoch, updatesOf(1), title);
}

/** The loaded document. Fails unless it is whole. */
export function whole(loaded: Loaded): StoredDocument {
  assert.ok(loaded.type === 'whole', loaded.type);
  const { epoch, updates } = loaded;
  return { epoch, updates };
}

/** Too long for an index of most databases, also when they compress it. */
const longText = Array.from({ length: 10_000 }, (_, i) =>
  String.fromCodePoint(0x4e00 + ((i * i * 7_919) % 20_000)),
).join('');

/**
 * Defines the tests of the contract for one kind of store. `open` opens the store at a place; `newPlace` gives a place
 * that has no store yet.
 *
 * @example testStore<Disk>('Memory', async (disk) => new MemoryStore(disk), () => new Map());
 */
export function testStore<Place>(kind: string, open: (place: Place) => Promise<Store>, newPlace: () => Place): void {
  test(`${kind}: loading a new name creates an empty document, with an epoch that stays`, async () => {
    const store = await open(newPlace());
    const first = await store.load('plan');
    const made = whole(first);
    assert.deepEqual(made.updates, []);
    assert.ok(made.epoch.length > 0);
    const again = await store.load('plan');
    assert.deepEqual(whole(again), made);
    assert.deepEqual(
      [first, again].map((loaded) => loaded.type === 'whole' && loaded.created),
      [true, false],
    );
    assert.notEqual(whole(await store.load('other')).epoch, made.epoch);
    await store.close();
  });

  test(`${kind}: [EPOCH4] a new name gets the epoch that the load names; others keep their own`, async () => {
    const place = newPlace();
    const store = await open(place);
    const [first, second, third] = ['1', '2', '3'].map((digit) => `00000000-0000-4000-8000-00000000000${digit}`);
    const loads = await Promise.all([store.load('plan', first), store.load('plan', second), store.load('plan')]);
    assert.deepEqual(
      loads.map((loaded) => [whole(loaded).epoch, loaded.type === 'whole' && loaded.created]),
      [
        [first, true],
        [first, false],
        [first, false],
      ],
    );
    const gone = await Promise.all([store.load('gone'), store.delete('gone'), store.load('gone', third)]);
    assert.deepEqual(gone.at(-1), { type: 'deleted' });
    assert.equal(await store.create('created'), true);
    assert.notEqual(whole(await store.load('created', third)).epoch, third);
    await store.close();
    const again = await open(place);
    assert.equal(whole(await again.load('plan', second)).epoch, first);
    assert.deepEqual(await again.load('gone', third), { type: 'deleted' });
    await again.close();
  });

  test(`${kind}: appended updates are loaded in order, also after the store was closed and opened`, async () => {
    const place = newPlace();
    const store = await open(place);
    const { epoch } = whole(await store.load('plan'));
    const other = whole(await store.load('other'));
    const updates = updatesOf(4);
    const appends = [
      store.append('plan', epoch, [updates[0]!], 'Plan'),
      store.append('other', other.epoch, [updates[0]!], ''),
      store.append('plan', epoch, [updates[1]!, updates[2]!], 'Plan B'),
      store.append('plan', epoch, [updates[3]!], 'Plan B'),
    ];
    for (const appended of await Promise.all(appends)) assert.ok(appended);
    assert.deepEqual(whole(await store.load('plan')).updates, updates);
    await store.close();
    const again = await open(place);
    const sequence = updates.length;
    assert.deepEqual(await again.load('plan'), { type: 'whole', created: false, epoch, updates, sequence });
    assert.deepEqual(whole(await again.load('other')).updates, [updates[0]]);
    await again.close();
  });

  test(`${kind}: append takes an array that is part of a larger one`, async () => {
    const store = await open(newPlace());
    const { epoch } = whole(await store.load('plan'));
    await store.append('plan', epoch, [new Uint8Array([9, 0, 0, 9]).subarray(1, 3)], '');
    assert.deepEqual(whole(await store.load('plan')).updates, [new Uint8Array([0, 0])]);
    await store.close();
  });

  test(`${kind}: an append to a missing document, or with another epoch, keeps nothing`, async () => {
    const store = await open(newPlace());
    const { epoch } = whole(await store.load('plan'));
    const update = updatesOf(1)[0]!;
    const appends = [
      store.append('nowhere', epoch, [update], ''),
      store.append('plan', 'another', [update], ''),
      store.append('plan', epoch, [update], ''),
    ];
    assert.deepEqual(
      (await Promise.all(appends)).map((appended) => appended?.last),
      [undefined, undefined, 1],
    );
    assert.equal(await store.find('nowhere'), null);
    assert.deepEqual(whole(await store.load('plan')).updates, [update]);
    await store.close();
  });

  test(`${kind}: an append tells its place in the log, and the log is read from any place`, async () => {
    const store = await open(newPlace());
    const { epoch } = whole(await store.load('plan'));
    const updates = updatesOf(5);
    assert.deepEqual(await store.append('plan', epoch, updates.slice(0, 3), ''), { first: 1, last: 3 });
    assert.deepEqual(await store.append('plan', epoch, updates.slice(3), ''), { first: 4, last: 5 });
    const end = async (sequence: number) => (await store.since('plan', epoch, sequence))!;
    assert.deepEqual(await end(5), { sequence: 5, updates: [] });
    assert.equal(textOf([...updates.slice(0, 3), ...(await end(3)).updates]), textOf(updates));
    await store.compact('plan');
    assert.deepEqual(await end(5), { sequence: 5, updates: [] });
    assert.equal(textOf([...updates.slice(0, 3), ...(await end(3)).updates]), textOf(updates));
    assert.equal(await store.since('plan', 'another', 0), null);
    assert.equal(await store.since('nowhere', epoch, 0), null);
    assert.equal(await store.find('nowhere'), null);
    await store.delete('plan');
    assert.equal(await store.since('plan', epoch, 0), null);
    await store.close();
  });

  test(`${kind}: [EPOCH3] a deleted document stays deleted until it is created anew, with another epoch`, async () => {
    const place = newPlace();
    const store = await open(place);
    const { epoch } = whole(await store.load('plan'));
    const update = updatesOf(1)[0]!;
    await store.append('plan', epoch, [update], 'Plan');
    assert.equal(await store.delete('nowhere'), false);
    assert.equal(await store.delete('plan'), true);
    assert.equal(await store.delete('plan'), false);
    assert.equal(await store.append('plan', epoch, [update], ''), null);
    await store.close();

    const again = await open(place);
    assert.deepEqual(await again.load('plan'), { type: 'deleted' });
    assert.equal(await again.find('plan'), 'deleted');
    assert.deepEqual(await again.list(10), []);
    assert.equal(await again.create('plan'), true);
    assert.equal(await again.create('plan'), false);
    const made = whole(await again.load('plan'));
    assert.deepEqual(made.updates, []);
    assert.notEqual(made.epoch, epoch);
    assert.equal(await again.append('plan', epoch, [update], ''), null);
    assert.ok(await again.append('plan', made.epoch, [update], ''));
    await again.close();
  });

  test(`${kind}: [KEEP1] a compacted document is a snapshot and the log after it, and nothing is missing`, async () => {
    const place = newPlace();
    const store = await open(place);
    const { epoch } = whole(await store.load('plan'));
    const updates = updatesOf(600);
    const text = textOf(updates);
    for (let i = 0; i < 600; i += 200) {
      await store.append('plan', epoch, updates.slice(i, i + 199), 'Plan');
      await store.compact('plan');
      await store.append('plan', epoch, [updates[i + 199]!], 'Plan');
      const loaded = whole(await store.load('plan'));
      assert.equal(loaded.updates.length, 2);
      assert.equal(textOf(loaded.updates), textOf(updates.slice(0, i + 200)));
    }
    await store.close();
    const again = await open(place);
    const loaded = whole(await again.load('plan'));
    assert.equal(loaded.epoch, epoch);
    assert.equal(textOf(loaded.updates), text);
    await again.close();
  });

  test(`${kind}: an append during a compaction is not lost, and a deletion during one is not undone`, async () => {
    const store = await open(newPlace());
    for (const end of ['written', 'deleted'] as const) {
      const { epoch } = whole(await store.load(end));
      const updates = updatesOf(400);
      await store.append(end, epoch, updates.slice(0, 300), '');
      const compaction = store.compact(end);
      const meanwhile = updates.slice(300).map((update) => store.append(end, epoch, [update], ''));
      if (end === 'deleted') await store.delete(end);
      await Promise.all([compaction, ...meanwhile]);
      if (end === 'deleted') assert.deepEqual(await store.load(end), { type: 'deleted' });
      else assert.equal(textOf(whole(await store.load(end)).updates), textOf(updates));
    }
    await store.close();
  });

  test(`${kind}: documents are listed with title and times, the last changed first`, async () => {
    const store = await open(newPlace());
    for (const document of ['first', 'second', 'third']) {
      await store.load(document);
      await nextMillisecond();
    }
    const { epoch } = whole(await store.load('first'));
    await store.append('first', epoch, updatesOf(1), 'The first');
    const listed = await store.list(2);
    assert.deepEqual(
      listed.map(({ name, title }) => [name, title]),
      [
        ['first', 'The first'],
        ['third', ''],
      ],
    );
    assert.ok(listed[0]!.updatedAt >= listed[0]!.createdAt && listed[0]!.updatedAt <= Date.now());
    assert.deepEqual(await store.find('first'), listed[0]);
    await store.close();
  });

  test(`${kind}: only documents whose names match a pattern are listed`, async () => {
    const store = await open(newPlace());
    for (const document of ['plan', 'plans', 'team/a', 'team/b/c', 'teams']) await store.load(document);
    for (const [patterns, names] of [
      [['*'], ['plan', 'plans', 'team/a', 'team/b/c', 'teams']],
      [['team/*'], ['team/a', 'team/b/c']],
      [
        ['plan', 'team*', 'nothing'],
        ['plan', 'team/a', 'team/b/c', 'teams'],
      ],
      [['te_m*', 'p_an', 'pla%*'], []],
      [[], []],
    ] as const) {
      assert.deepEqual((await store.list(10, { patterns })).map(({ name }) => name).sort(), names);
    }
    await store.close();
  });

  test(`${kind}: [LIST1] from page to page, each document is listed once, while others change`, async () => {
    const store = await open(newPlace());
    const names = Array.from({ length: 25 }, (_, i) => `team/${String(24 - i).padStart(2, '0')}`);
    await Promise.all([...names, 'other', 'teams'].map((name) => store.load(name))); // many at the same time
    const listed: DocumentSummary[] = [];
    const changed = ['team/03', 'team/24'];
    for (let after: ListPosition | null = null; ;) {
      const page = await store.list(4, { prefix: 'team/', after });
      listed.push(...page);
      if (page.length < 4) break;
      after = page.at(-1)!;
      await nextMillisecond();
      for (const name of changed) {
        await store.append(name, whole(await store.load(name)).epoch, updatesOf(1), '');
      }
      await store.load(`team/new-${listed.length}`);
    }
    const found = listed.map(({ name }) => name);
    assert.equal(new Set(found).size, found.length, 'at most once');
    const unchanged = names.filter((name) => !changed.includes(name));
    assert.deepEqual(found.filter((name) => !changed.includes(name)).sort(), unchanged.sort());
    const times = listed.map(({ updatedAt }) => updatedAt);
    assert.deepEqual(
      times,
      times.toSorted((a, b) => b - a),
    );
    const again = (await store.list(100, { patterns: ['team/0*', 'team/2*'], prefix: 'team/' })).map(
      ({ name }) => name,
    );
    assert.deepEqual(new Set(again.slice(0, 2)), new Set(changed), 'what changed heads a new list');
    assert.equal(again.length, 15);
    assert.deepEqual(await store.list(0), []);
    await store.close();
  });

  test(`${kind}: [LIST1] documents are listed by title or by creation, page by page`, async () => {
    const store = await open(newPlace());
    for (const [name, title] of [
      ['d', 'plan 10'],
      ['b', 'Plan 2'],
      ['a', ''],
      ['c', 'Äpfel'],
      ['e', 'zoo'],
      ['f', 'APFEL'],
      ['g', 'plan 2'],
    ] as const) {
      await retitle(store, name, title);
      await nextMillisecond();
    }
    const listBy = async (order: ListOrder) => {
      const names: string[] = [];
      for (let after: ListPosition | null = null; ;) {
        const page = await store.list(2, { order, after });
        names.push(...page.map(({ name }) => name));
        if (page.length < 2) return names.join('');
        after = page.at(-1)!;
      }
    };
    assert.equal(await listBy('title'), 'cfbgdea');
    assert.equal(await listBy('created'), 'gfecabd');
    await retitle(store, 'd', 'plan 10');
    assert.equal(await listBy('updated'), 'dgfecab');
    assert.equal(await listBy('created'), 'gfecabd');
    await store.close();
  });

  test(`${kind}: the first author of a client's work is kept, and goes with the document`, async () => {
    const place = newPlace();
    const store = await open(place);
    const { epoch } = whole(await store.load('plan'));
    const [ada, ben] = [
      { clientID: 2 ** 53 - 1, user: 'a', name: 'Ada' },
      { clientID: 0, user: 'b', name: 'Ben' },
    ];
    await store.append('plan', epoch, updatesOf(1), '', [ada]);
    await store.append('plan', epoch, updatesOf(1), '', [ben, { ...ada, user: 'e' }]);
    assert.equal(await store.append('plan', 'another', updatesOf(1), '', [{ ...ada, clientID: 1 }]), null);
    await store.close();
    const again = await open(place);
    assert.deepEqual(new Set(await again.authors('plan')), new Set([ada, ben]));
    assert.deepEqual(await again.authors('other'), []);
    await again.delete('plan');
    await again.create('plan');
    assert.deepEqual(await again.authors('plan'), []);
    await again.close();
  });

  test(`${kind}: whatever characters a text has, it comes back as it was`, async () => {
    const store = await open(newPlace());
    const { epoch } = whole(await store.load('plan'));
    for (const text of ['a\0b\u0001c\u00010', '\0', `'"\\{},NULL%_`, '😀 会议 \u{10ffff}', longText]) {
      const author = { clientID: text.length, user: text, name: text };
      assert.ok(await store.append('plan', epoch, updatesOf(1), text, [author]));
      assert.equal(((await store.find('plan')) as DocumentSummary).title, text);
      assert.deepEqual((await store.list(1, { order: 'title' }))[0]!.title, text);
      const authors = await store.authors('plan');
      assert.deepEqual(
        authors.find(({ clientID }) => clientID === text.length),
        author,
      );
      const revocation = { token: text, user: text, document: 'plan', at: 1 };
      await store.revoke(revocation);
      const { revocations } = await store.grants();
      assert.deepEqual(
        revocations.find(({ user }) => user === text),
        revocation,
      );
      assert.deepEqual(await store.list(1, { prefix: text }), []);
    }
    await store.close();
  });

  test(`${kind}: links are kept, changed and removed, and go with their document`, async () => {
    const place = newPlace();
    const store = await open(place);
    for (const document of ['plan', 'team/plan']) await store.load(document);
    const link = (id: string, document = 'plan'): ShareLink => {
      return { id, document, role: 'read', createdAt: 1, createdBy: null, expiresAt: null };
    };
    const changed: ShareLink = { ...link('b'), role: 'write', createdBy: 'ada', expiresAt: 2 };
    for (const one of [link('a'), link('b'), link('c', 'team/plan'), changed]) {
      assert.equal(await store.putLink(one), true);
    }
    await store.delete('team/plan');
    assert.equal(await store.putLink(link('d', 'nothing')), false);
    assert.equal(await store.putLink(link('d', 'team/plan')), false);
    await store.removeLink({ id: 'a', document: 'plan' });
    await store.removeLink({ id: 'unknown', document: 'plan' });
    await store.close();
    const again = await open(place);
    assert.deepEqual((await again.grants()).links, [changed]);
    await again.close();
  });

  test(`${kind}: revocations are kept; of the same token, user and document the last`, async () => {
    const store = await open(newPlace());
    const token = { token: 't', user: null, document: null, at: 1 };
    const user = { token: null, user: 'ada', document: null, at: 1 };
    const access = { token: null, user: 'ada', document: 'plan', at: 1 };
    for (const revocation of [token, user, access, { ...user, at: 2 }]) await store.revoke(revocation);
    assert.deepEqual(new Set((await store.grants()).revocations), new Set([token, { ...user, at: 2 }, access]));
    await store.close();
  });

  test(`${kind}: [FILE4] a document holds files up to a number of bytes, until it is deleted`, async () => {
    const place = newPlace();
    const store = await open(place);
    for (const document of ['plan', 'other', 'gone']) await store.load(document);
    const file = (digit: string, size: number): StoredFile => {
      return { hash: digit.repeat(64), size, type: 'image/png', width: 2, height: 3 };
    };
    const [one, two] = [file('1', 60), { ...file('2', 40), type: 'application/pdf', width: null, height: null }];
    assert.equal(await store.addFile('plan', one, 100), 'added');
    assert.equal(await store.addFile('plan', { ...two, size: 41 }, 100), 'full');
    assert.equal(await store.addFile('plan', two, 100), 'added');
    assert.equal(await store.addFile('plan', one, 100), 'added', 'what it holds already takes no more room');
    assert.equal(await store.addFile('other', one, 100), 'added');
    assert.equal(await store.addFile('nothing', one, 100), 'gone');
    await store.delete('gone');
    assert.equal(await store.addFile('gone', one, 100), 'gone');
    await store.close();

    const again = await open(place);
    assert.deepEqual(await again.findFile('plan', one.hash), one);
    assert.deepEqual(await again.findFile('plan', two.hash), two);
    assert.equal(await again.findFile('other', two.hash), null);
    assert.equal(await again.findFile('nothing', one.hash), null);
    const hashes = [one.hash, two.hash, '3'.repeat(64)];
    assert.deepEqual(await again.heldFiles(hashes), [one.hash, two.hash]);
    await again.delete('plan');
    await again.create('plan');
    assert.equal(await again.findFile('plan', one.hash), null);
    assert.deepEqual(await again.heldFiles(hashes), [one.hash]);
    await again.delete('other');
    assert.deepEqual(await again.heldFiles(hashes), []);
    await again.close();
  });

  test(`${kind}: closing completes all earlier calls`, async () => {
    const place = newPlace();
    const store = await open(place);
    const { epoch } = whole(await store.load('plan'));
    const append = store.append('plan', epoch, updatesOf(1), '');
    await store.close();
    await append;
    const again = await open(place);
    assert.equal(whole(await again.load('plan')).updates.length, 1);
    await again.close();
  });
}

/** Resolves when the clock shows another millisecond. */
export async function nextMillisecond(): Promise<void> {
  for (const start = Date.now(); Date.now() === start;) await new Promise((resolve) => setImmediate(resolve));
}
