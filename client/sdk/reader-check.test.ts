import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as Y from 'yjs';
import { ApiError } from './api.ts';
import { Ledger } from './ledger.ts';
import { containsUpdate, ReaderCheck, retryDelay } from './reader-check.ts';

function written(text: string): Y.Doc {
  const doc = new Y.Doc();
  doc.getText('text').insert(0, text);
  return doc;
}

/** Another Y.Doc with the content of `doc`. */
function copyOf(doc: Y.Doc): Y.Doc {
  const other = new Y.Doc();
  Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
  return other;
}

const holds = (server: Y.Doc, page: Y.Doc) =>
  containsUpdate(Y.encodeStateAsUpdate(server), Y.encodeStateAsUpdate(page));

test('[READ2] a server that has the page’s content and more lacks nothing', () => {
  const page = written('Hello');
  const server = copyOf(page);
  assert.ok(holds(server, page));
  server.getText('text').insert(5, ' world');
  assert.ok(holds(server, page));
  assert.ok(holds(server, new Y.Doc()), 'an empty page lacks nothing');
});

test('[READ2] a server lacks what was only written, or only deleted, on this page', () => {
  const server = written('Hello');
  const wrote = copyOf(server);
  wrote.getText('text').insert(5, '!');
  assert.ok(!holds(server, wrote));
  const deleted = copyOf(server);
  deleted.getText('text').delete(0, 1);
  assert.ok(!holds(server, deleted));
  assert.ok(!holds(new Y.Doc(), server));
});

test('[READ2] a server lacks even what was written, deleted again, and never sent', () => {
  const server = written('Hello');
  const page = copyOf(server);
  page.getText('text').insert(5, ' world');
  page.getText('text').delete(5, 6);
  assert.ok(!holds(server, page));
});

/** The check of a reader's page that holds a change of which the server knows nothing yet. */
function check() {
  const page = written('Hello');
  const ledger = new Ledger();
  ledger.changed(1);
  const world = {
    page,
    ledger,
    isReader: true,
    isConnected: true,
    /** The server's answer. */
    state: (): Uint8Array => Y.encodeStateAsUpdate(page),
    fetches: 0,
    results: [] as boolean[],
    timer: null as { delay: number; action: () => void } | null,
  };
  const deps = {
    doc: page,
    ledger,
    isReader: () => world.isReader,
    isConnected: () => world.isConnected,
    fetchState: async () => {
      world.fetches++;
      return world.state();
    },
    onResult: (complete: boolean) => void world.results.push(complete),
  };
  const timers = {
    now: () => 7,
    random: () => 0,
    after: (delay: number, action: () => void) => {
      world.timer = { delay, action };
      return () => (world.timer = null);
    },
  };
  return { world, check: new ReaderCheck(deps, timers) };
}

test('[READ2] changes that the server has are saved', async () => {
  const { world, check: reader } = check();
  await reader.run();
  assert.deepEqual([world.results, world.ledger.pendingSince, world.ledger.savedAt], [[true], null, 7]);
});

test('[READ2] changes that the server lacks stay unsaved, also when it has no document', async () => {
  for (const state of [
    () => Y.encodeStateAsUpdate(written('Other')),
    () => {
      throw new ApiError(404, 'There is no such document.');
    },
  ]) {
    const { world, check: reader } = check();
    world.state = state;
    await reader.run();
    assert.deepEqual([world.results, world.ledger.pendingSince], [[false], 1]);
  }
});

test('[READ2] a server that cannot be asked is asked again, and nothing is claimed before', async () => {
  const { world, check: reader } = check();
  const { state } = world;
  world.state = () => {
    throw new ApiError(0, 'The server could not be reached.');
  };
  await reader.run();
  assert.deepEqual([world.results, world.timer?.delay], [[], retryDelay]);
  world.state = state;
  world.timer!.action();
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(world.results, [true]);
});

test('only a connected reader with unsaved changes asks', async () => {
  for (const change of [{ isReader: false }, { isConnected: false }]) {
    const { world, check: reader } = check();
    Object.assign(world, change);
    await reader.run();
    assert.deepEqual([world.fetches, world.results], [0, []]);
  }
  const { world, check: reader } = check();
  world.ledger.confirmedElsewhere(1, 2);
  await reader.run();
  assert.equal(world.fetches, 0);
});

test('an answer that comes too late reports nothing: after the end, or to somebody who may write', async () => {
  const ended = check();
  const run = ended.check.run();
  ended.check.stop();
  await run;
  assert.deepEqual(ended.world.results, []);
  const writer = check();
  writer.world.state = () => {
    writer.world.isReader = false;
    return Y.encodeStateAsUpdate(writer.world.page);
  };
  await writer.check.run();
  assert.deepEqual([writer.world.results, writer.world.ledger.pendingSince], [[], 1]);
});
