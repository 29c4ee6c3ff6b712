// Damage to the files of a store: bits flipped, sectors zeroed, tails cut, at seeded places. Whatever was acknowledged
// is served, or its loss is said: the store does not open, or the document is damaged. QUIRE_DAMAGES=<n> tries n places
// of each kind in each file.

import assert from 'node:assert/strict';
import { cpSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { limits } from '../../limits/limits.ts';
import { Random } from '../../testing/random.ts';
import { textOf, updatesOf } from '../../testing/store-contract.ts';
import type { Loaded, StoredDocument } from '../store.ts';
import { fill, newPlace, open } from '../../testing/sqlite-store.ts';
import { pack } from './appends.ts';
import { DatabaseFile } from './database-file.ts';
import { Dispatcher } from './dispatcher.ts';
import type { Request } from './requests.ts';

const places = Number(process.env['QUIRE_DAMAGES'] ?? 8);

/** What a store acknowledged: the updates of each document. */
type Acknowledged = Map<string, Uint8Array[]>;

interface Kept {
  readonly place: string;
  readonly acknowledged: Acknowledged;
}

/** Copies the files of a store that is open: what a crash of the process would leave. */
function crashed(place: string): string {
  const copy = newPlace();
  cpSync(place, copy, { recursive: true });
  return copy;
}

const names = Array.from({ length: 30 }, (_, i) => `team-with-a-long-name/document-${i}`);

/** A store that was killed before the first checkpoint and after it, and one that was closed. */
async function build(): Promise<Record<string, Kept>> {
  const place = newPlace();
  const acknowledged: Acknowledged = new Map();
  const keep = (from: string): Kept => ({ place: from, acknowledged: new Map(acknowledged) });
  const store = await open(place);
  await fill(store, 'compacted', updatesOf(limits.worthCompacting));
  acknowledged.set('compacted', updatesOf(limits.worthCompacting));
  await store.compact('compacted');
  await store.close();
  const file = new DatabaseFile(join(place, 'quire.db'));
  const dispatcher = new Dispatcher(file);
  const append = (document: string, updates: readonly Uint8Array[]) => {
    const { epoch } = load(dispatcher, document) as StoredDocument;
    const appends = pack([{ document, epoch, updates, title: 'A title', authors: [], at: 1 }]);
    assert.equal(dispatcher.answer({ appends, requests: [] }).answers.appended[0]!.type, 'done');
    acknowledged.set(document, [...(acknowledged.get(document) ?? []), ...updates]);
  };
  for (const name of names) append(name, updatesOf(2));
  const beforeCheckpoint = keep(crashed(place));
  append('large', [new Uint8Array(50_000).fill(7)]);
  dispatcher.answer({
    appends: pack([]),
    requests: [{ type: 'list', limit: 1, patterns: ['*'], prefix: '', after: null, order: 'updated' }],
  }); // settles
  file.database.exec('PRAGMA wal_checkpoint(RESTART)');
  for (const name of names.slice(0, 5)) append(name, updatesOf(1));
  const afterCheckpoint = keep(crashed(place));
  file.database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  const journalInDatabase = keep(crashed(place));
  dispatcher.answer({ appends: pack([]), requests: [{ type: 'close' }] });
  return { beforeCheckpoint, afterCheckpoint, journalInDatabase, closed: keep(place) };
}

function load(dispatcher: Dispatcher, document: string): Loaded | null {
  const { answers } = dispatcher.answer({ appends: pack([]), requests: [{ type: 'load', document } as Request] });
  const outcome = answers.outcomes[0]!;
  return outcome.type === 'done' ? (outcome.value as Loaded) : null;
}

/** Opens a damaged copy: `refused`, or the number of documents that are damaged. Fails when something is missing. */
function examine(place: string, acknowledged: Acknowledged, label: string): 'refused' | number {
  const before = snapshotOf(place);
  let dispatcher: Dispatcher;
  try {
    dispatcher = new Dispatcher(new DatabaseFile(join(place, 'quire.db')));
  } catch (error) {
    assert.ok(error instanceof Error && error.message.length > 0);
    if (error.message.includes('Nothing was changed')) assert.deepEqual(snapshotOf(place), before, label);
    return 'refused';
  }
  let damaged = 0;
  for (const [name, updates] of acknowledged) {
    const loaded = load(dispatcher, name);
    assert.ok(loaded !== null, `${label}: ${name} cannot be loaded`);
    if (loaded.type === 'damaged') damaged++;
    else assert.ok(loaded.type === 'whole' && isSame(name, loaded.updates, updates), `${label}: ${name} differs`);
  }
  dispatcher.answer({ appends: pack([]), requests: [{ type: 'close' }] });
  return damaged;
}

const isSame = (name: string, loaded: readonly Uint8Array[], updates: readonly Uint8Array[]): boolean =>
  name === 'compacted' ? textOf(loaded) === textOf(updates) : isDeepStrictEqual(loaded, updates);

const snapshotOf = (place: string) => readdirSync(place).map((name) => [name, statSync(join(place, name)).mtimeMs]);

const damages: Record<string, (bytes: Buffer, random: Random) => Buffer> = {
  'a bit flipped': (bytes, random) => {
    const at = random.below(bytes.length);
    bytes[at] = bytes[at]! ^ (1 << random.below(8));
    return bytes;
  },
  'a sector zeroed': (bytes, random) => bytes.fill(0, ...sector(bytes, random)),
  'the tail cut off': (bytes, random) => bytes.subarray(0, random.below(bytes.length)),
};

function sector(bytes: Buffer, random: Random): [number, number] {
  const start = random.below(Math.ceil(bytes.length / 512)) * 512;
  return [start, Math.min(start + 512, bytes.length)];
}

test('[KEEP2] [KEEP4] damage to any file is found: what was acknowledged is served, or its loss is said', async (t) => {
  const kept = await build();
  for (const [state, { place, acknowledged }] of Object.entries(kept)) {
    assert.equal(examine(crashed(place), acknowledged, `${state}, sound`), 0);
    for (const file of readdirSync(place)) {
      const bytes = readFileSync(join(place, file));
      if (bytes.length === 0) continue;
      for (const [kind, damage] of Object.entries(damages)) {
        const random = new Random(bytes.length);
        const results: ('refused' | number)[] = [];
        for (let i = 0; i < places; i++) {
          const copy = crashed(place);
          writeFileSync(join(copy, file), damage(Buffer.from(bytes), random));
          results.push(examine(copy, acknowledged, `${state}, ${file}, ${kind}, place ${i}`));
        }
        const refused = results.filter((result) => result === 'refused').length;
        const damaged = results.filter((result) => typeof result === 'number' && result > 0).length;
        t.diagnostic(`${state}, ${file}, ${kind}: ${refused} refused, ${damaged} with damaged documents, of ${places}`);
      }
    }
  }
});
