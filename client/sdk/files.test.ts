import assert from 'node:assert/strict';
import { test } from 'node:test';

import { mostFileBytes } from '../../protocol/format/file-source.ts';
import { ApiError } from './api.ts';
import { type FileState, Files, type FileStore, type FileWork, fileTimes } from './files.ts';

const [one, two] = ['1'.repeat(64), '2'.repeat(64)];
const png = (text: string) => new Blob([text], { type: 'image/png' });
const offline = new ApiError(0, 'no connection');

/** A store in memory, which can outlive its page. */
class MemoryFiles implements FileStore {
  readonly kept = new Map<string, { document: string; hash: string; bytes: Blob; since: number | null }>();
  isFull = false;

  pending = async (document: string) =>
    [...this.kept.values()].flatMap(({ document: of, hash, since }) =>
      of === document && since !== null ? [{ hash, since }] : [],
    );
  get = async (document: string, hash: string) => this.kept.get(`${document} ${hash}`)?.bytes ?? null;
  find = async (hash: string) => [...this.kept.values()].find((file) => file.hash === hash)?.bytes ?? null;
  put = async (document: string, hash: string, bytes: Blob, since: number | null) => {
    if (this.isFull) throw new Error('full');
    this.kept.set(`${document} ${hash}`, { document, hash, bytes, since });
  };
  remove = async (document: string, hash: string) => void this.kept.delete(`${document} ${hash}`);
  copy = async () => {};
  forget = async () => this.kept.clear();
}

/** A page with a server that a test answers for. */
function openPage(store = new MemoryFiles(), document = 'plan') {
  let now = 1_000;
  let connected = true;
  const timers: { at: number; action: () => void }[] = [];
  const onServer = new Map<string, Blob>();
  let failure: ApiError | null = null;
  let work: FileWork = { pendingSince: null, unkeptSince: null };
  const sent: string[] = [];
  const files = new Files({
    document,
    store,
    isConnected: () => connected,
    onWork: (changed) => (work = changed),
    timers: {
      now: () => now,
      random: () => 1,
      after: (delay, action) => {
        const timer = { at: now + delay, action };
        timers.push(timer);
        return () => void (timers.includes(timer) && timers.splice(timers.indexOf(timer), 1));
      },
    },
    transport: {
      fetch: async (hash) => {
        if (!onServer.has(hash)) throw failure ?? new ApiError(404, 'none');
        return onServer.get(hash)!;
      },
      send: async (bytes, onProgress) => {
        onProgress(0.5);
        if (failure !== null) throw failure;
        sent.push(await bytes.text());
      },
      addressOf: (hash) => `https://example.org/${hash}`,
      urlOf: () => 'blob:1',
      revoke: () => {},
    },
  });
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return {
    files,
    store,
    onServer,
    sent,
    settle,
    work: () => work,
    fail: (error: ApiError | null) => (failure = error),
    connect: (is: boolean) => {
      connected = is;
      if (is) files.connected();
    },
    pass: async (time: number) => {
      now += time;
      for (const timer of timers.filter(({ at }) => at <= now)) {
        timers.splice(timers.indexOf(timer), 1);
        timer.action();
      }
      await settle();
    },
  };
}

const sendingOf = (state: FileState) => (state.type === 'here' ? state.sending.type : state.type);

test('[FILES1] a file that is added shows at once, is kept on the device and sent', async () => {
  const { files, store, work, sent, settle } = openPage();
  const adding = files.add(one, png('one'));
  assert.equal(files.use(one).type, 'here');
  assert.equal(work().pendingSince, 1_000);
  assert.equal(work().unkeptSince, 1_000);
  await adding;
  await settle();
  assert.deepEqual([sent, sendingOf(files.use(one))], [['one'], 'saved']);
  assert.deepEqual(work(), { pendingSince: null, unkeptSince: null });
  assert.deepEqual(await store.pending('plan'), []);
});

test('[SAVED1] offline, a file waits on the device and is unsaved work; the next visit sends it', async () => {
  const { files, store, work, sent, connect, settle } = openPage();
  connect(false);
  await files.add(one, png('one'));
  assert.equal(sendingOf(files.use(one)), 'waiting');
  assert.deepEqual(work(), { pendingSince: 1_000, unkeptSince: null });
  files.destroy();

  const later = openPage(store);
  later.connect(false);
  const opening = later.files.open();
  later.files.use(one); // the text may show first
  await opening;
  assert.deepEqual(later.work(), { pendingSince: 1_000, unkeptSince: null });
  later.connect(true);
  await later.settle();
  await settle();
  assert.deepEqual([sent, later.sent], [[], ['one']]);
  assert.deepEqual(later.work(), { pendingSince: null, unkeptSince: null });
  assert.deepEqual(await store.pending('plan'), []);
});

test('[SAVED3] a file that the device cannot keep is in this page alone until the server has it', async () => {
  const { files, store, work, connect, settle } = openPage();
  store.isFull = true;
  connect(false);
  await files.add(one, png('one'));
  assert.deepEqual(work(), { pendingSince: 1_000, unkeptSince: 1_000 });
  connect(true);
  await settle();
  assert.deepEqual(work(), { pendingSince: null, unkeptSince: null });
});

test('what may go better later is tried again, later and later; a refusal is told, and tried when asked', async () => {
  const { files, sent, fail, pass, settle, work } = openPage();
  for (const error of [offline, new ApiError(429, ''), new ApiError(503, ''), new ApiError(404, '')]) {
    fail(error);
    await files.add(one, png('one'));
    await settle();
    assert.equal(sendingOf(files.use(one)), 'waiting');
    await pass(fileTimes.longestRetry);
  }
  fail(new ApiError(403, ''));
  await pass(fileTimes.longestRetry);
  assert.deepEqual(files.use(one), {
    type: 'here',
    url: 'blob:1',
    isImage: true,
    sending: { type: 'refused', refusal: 'forbidden' },
  });
  assert.notEqual(work().pendingSince, null);
  fail(null);
  files.retry(one);
  await settle();
  assert.deepEqual(sent, ['one']);
});

test('a file that is too large is not sent, and is no unsaved work once its block is gone', async () => {
  const { files, sent, work, settle } = openPage();
  const large = new Blob([new Uint8Array(mostFileBytes + 1)]);
  await files.add(one, large);
  await files.add(two, new Blob([new Uint8Array(mostFileBytes)]));
  await settle();
  const state = files.use(one);
  assert.ok(state.type === 'here' && state.sending.type === 'refused' && state.sending.refusal === 'tooLarge');
  assert.equal(sent.length, 1);
  assert.notEqual(work().pendingSince, null);
  files.drop(one);
  assert.equal(work().pendingSince, null);
  files.use(one); // an undo brings it back
  assert.notEqual(work().pendingSince, null);
});

test('a file of another person is fetched, also when it comes later, and kept if it is an image', async () => {
  const { files, store, onServer, pass, settle } = openPage();
  const told: string[] = [];
  files.subscribe((hash) => told.push(hash));
  assert.equal(files.use(one).type, 'loading');
  await settle();
  assert.equal(files.use(one).type, 'awaited');
  onServer.set(one, png('one'));
  await pass(fileTimes.longestRetry);
  assert.equal(sendingOf(files.use(one)), 'saved');
  assert.deepEqual(new Set(told), new Set([one]));
  assert.equal(await (await store.get('plan', one))?.text(), 'one');
  onServer.set(two, new Blob(['two'], { type: 'text/html' }));
  files.use(two);
  await settle();
  const state = files.use(two);
  assert.ok(state.type === 'here' && !state.isImage);
  assert.equal((await files.bytesOf(two)).type, 'application/octet-stream');
  assert.equal(await store.get('plan', two), null);
});

test('[LOCAL4] an image that was shown once shows without the server; another shows when it is back', async () => {
  const store = new MemoryFiles();
  await store.put('plan', one, png('one'), null);
  const { files, onServer, connect, settle } = openPage(store);
  connect(false);
  files.use(one);
  files.use(two);
  await settle();
  assert.equal(sendingOf(files.use(one)), 'saved');
  assert.equal(files.use(two).type, 'unreachable');
  onServer.set(two, png('two'));
  connect(true);
  await settle();
  assert.equal(sendingOf(files.use(two)), 'saved');
});

test('[FILES4] a file that is pasted from another document is sent to this one, if the device has it', async () => {
  const store = new MemoryFiles();
  await store.put('other', one, png('one'), null);
  await store.put('plan', two, png('two'), null);
  const { files, sent, settle } = openPage(store);
  files.use(one);
  for (const hash of [one, two, '3'.repeat(64)]) await files.adopt(hash);
  await settle();
  assert.deepEqual(sent, ['one']);
  assert.equal(sendingOf(files.use(one)), 'saved');
});
