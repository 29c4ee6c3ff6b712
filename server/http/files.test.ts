// The files of documents over HTTP, with stores of their own: what a file may be, who may bring and fetch it, and how
// it is served.

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { Hono } from 'hono';
import type { Authority, Identity } from '../auth/authority.ts';
import { everybody } from '../auth/authority.ts';
import { limits } from '../limits/limits.ts';
import type { Role } from '../../protocol/roles.ts';
import { MemoryStore } from '../store/memory.ts';
import { DiskFiles } from '../store/disk-files.ts';
import { html, pdf, png, svg } from '../testing/pictures.ts';
import { temporaryDirectory } from '../testing/server.ts';
import { identified, type Identified } from './bearer.ts';
import { fileRoutes } from './files.ts';

interface Answered {
  readonly src: string;
  readonly type: string;
  readonly size: number;
  readonly width: number | null;
  readonly detail: string;
}

async function openFiles(t: TestContext, roleIn: () => Role | null = () => 'write') {
  const directory = join(temporaryDirectory(t), 'files');
  const [store, files] = [new MemoryStore(), new DiskFiles(directory)];
  await store.create('plan');
  const identity: Identity = { ...everybody, roleIn };
  const authority: Authority = { identify: async (token) => (token === 'expired' ? null : identity) };
  let now = 0;
  const app = new Hono<Identified>()
    .use(identified(authority))
    .route('/', fileRoutes({ store, files, authority, now: () => now }));
  const post = async (body: BodyInit, document = 'plan', headers: Record<string, string> = {}) =>
    app.request(`/${document}/files`, { method: 'POST', body, headers, duplex: 'half' } as RequestInit);
  const bring = async (body: BodyInit): Promise<Answered> => (await (await post(body)).json()) as Answered;
  const get = async (src: string, headers: Record<string, string> = {}, query = '', document = 'plan') =>
    app.request(`/${document}/files/${src.replace(/^file:|#.*$/g, '')}${query}`, { headers });
  const kept = () => readdirSync(directory, { recursive: true }).filter((name) => String(name).length > 60);
  return { app, store, files, directory, post, bring, get, kept, pass: (time: number) => void (now += time) };
}

const bytesOf = async (response: Response) => Buffer.from(await response.arrayBuffer());

test('[FILE1] a file that was brought is there under the hash of its bytes, once', async (t) => {
  const { post, bring, get, kept } = await openFiles(t);
  const picture = png(4, 3);
  const response = await post(picture);
  assert.equal(response.status, 201);
  const { src, ...rest } = (await response.json()) as Answered;
  assert.match(src, /^file:[0-9a-f]{64}#4x3$/);
  assert.deepEqual(rest, { type: 'image/png', size: picture.length, width: 4, height: 3 });
  assert.equal(response.headers.get('location'), `files/${src.slice(5, 69)}`);
  assert.deepEqual(await Promise.all([picture, picture, picture].map(bring)).then((all) => all.map((one) => one.src)), [
    src,
    src,
    src,
  ]);
  assert.equal(kept().length, 1);
  assert.deepEqual(await bytesOf(await get(src)), picture);
});

test('[FILE2] a browser may show only the five kinds of images; all else is for downloading', async (t) => {
  const { post, bring, get } = await openFiles(t);
  const picture = await get((await bring(png(2, 2))).src, {}, `?name=${encodeURIComponent('Ünter/den"\n Linden.png')}`);
  assert.equal(picture.headers.get('content-type'), 'image/png');
  assert.equal(picture.headers.get('content-disposition'), "inline; filename*=UTF-8''%C3%9Cnter_den%22_%20Linden.png");
  for (const bytes of [svg, html, pdf]) {
    const claimed = await post(bytes, 'plan', { 'Content-Type': 'image/png' });
    const { src, width } = (await claimed.json()) as Answered;
    assert.equal(width, null);
    const file = await get(src);
    assert.equal(file.headers.get('content-disposition'), 'attachment');
    assert.doesNotMatch(file.headers.get('content-type')!, /html|image/);
  }
});

test('[FILE2] a file never changes, so a browser may keep it; parts can be fetched', async (t) => {
  const { bring, get, app } = await openFiles(t);
  const { src } = await bring(pdf);
  const whole = await get(src);
  assert.equal(whole.headers.get('cache-control'), 'private, max-age=31536000, immutable');
  assert.equal((await get(src, { 'if-none-match': whole.headers.get('etag')! })).status, 304);
  const part = await get(src, { range: 'bytes=1-3' });
  assert.equal(part.status, 206);
  assert.equal(part.headers.get('content-range'), `bytes 1-3/${pdf.length}`);
  assert.equal((await bytesOf(part)).toString(), 'PDF');
  const none = await get(src, { range: `bytes=${pdf.length}-` });
  assert.deepEqual([none.status, none.headers.get('content-range')], [416, `bytes */${pdf.length}`]);
  const head = await app.request(`/plan/files/${src.slice(5)}`, { method: 'HEAD' });
  assert.deepEqual([head.headers.get('content-length'), (await bytesOf(head)).length], [String(pdf.length), 0]);
});

test('[FILE1] a file has at most the bytes of the limit; nothing stays of a larger one', async (t) => {
  const { post, kept, directory } = await openFiles(t);
  assert.equal((await post(Buffer.alloc(limits.fileBytes))).status, 201);
  assert.equal((await post(Buffer.alloc(limits.fileBytes + 1))).status, 413);
  const unsaid = new ReadableStream({
    pull: (controller) => controller.enqueue(new Uint8Array(1024 * 1024)), // without an end, or a length
  });
  assert.equal((await post(unsaid)).status, 413);
  assert.equal((await post(new Uint8Array(0))).status, 201);
  assert.equal(kept().length, 2);
  assert.deepEqual(readdirSync(join(directory, 'incoming')), []);
});

test('[FILE1] an image may have the pixels of the limit, and not one more', async (t) => {
  const { post } = await openFiles(t);
  const [width, height] = [10_000, limits.imagePixels / 10_000];
  assert.equal((await post(png(1, 1, { width, height }))).status, 201);
  assert.equal((await post(png(1, 1, { width, height: height + 1 }))).status, 413);
});

test('[FILE1] a document holds files up to the limit', async (t) => {
  const { post, store } = await openFiles(t);
  const rest = pdf.length;
  const full = { hash: 'f'.repeat(64), type: 'image/png', width: 1, height: 1 };
  await store.addFile('plan', { ...full, size: limits.fileBytesPerDocument - rest }, Infinity);
  assert.equal((await post(pdf)).status, 201);
  const refused = await post(png(1, 1));
  assert.equal(refused.status, 413);
  assert.match(((await refused.json()) as Answered).detail, /files of a document/);
});

test('[FILE1] a document receives so many files at once and after each other; the next waits', async (t) => {
  const { post, pass } = await openFiles(t);
  for (let i = 0; i < limits.filesPerBurst; i++) assert.equal((await post(`${i}`)).status, 201);
  const refused = await post('more');
  assert.deepEqual([refused.status, refused.headers.get('retry-after')], [429, '5']);
  pass(1000 / limits.filesPerSecond);
  assert.equal((await post('more')).status, 201);
  pass(limits.filesPerBurst * 1000);
  const open = Array.from({ length: limits.filesAtOnce }, () => new TransformStream<Uint8Array, Uint8Array>());
  const answers = open.map(({ readable }) => post(readable));
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal((await post('one more')).status, 429);
  await Promise.all(open.map(({ writable }) => writable.close()));
  assert.deepEqual(new Set((await Promise.all(answers)).map(({ status }) => status)), new Set([201]));
  assert.equal((await post('one more')).status, 201);
});

test('[FILE3] writers bring files, readers fetch them, and nobody learns of other documents', async (t) => {
  let role: Role | null = 'write';
  const { bring, post, get, store } = await openFiles(t, () => role);
  const { src } = await bring(png(2, 2));
  await store.create('other');
  assert.equal((await get(src, {}, '', 'other')).status, 404);
  for (const [as, mayBring, mayFetch] of [
    ['admin', 201, 200],
    ['comment', 403, 200],
    ['read', 403, 200],
    [null, 403, 403],
  ] as const) {
    role = as;
    assert.equal((await post(pdf)).status, mayBring, String(as));
    assert.equal((await get(src)).status, mayFetch, String(as));
  }
  assert.equal((await post(pdf, 'plan', { authorization: 'Bearer expired' })).status, 401);
});

test('[FILE3] a right that is withdrawn while a file arrives keeps the file out', async (t) => {
  let role: Role = 'write';
  const { post, kept } = await openFiles(t, () => role);
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const answer = post(readable);
  const writer = writable.getWriter();
  await writer.write(pdf);
  role = 'read';
  await writer.close();
  assert.equal((await answer).status, 403);
  assert.deepEqual(kept(), []);
});

test('[FILE3] a name that is no hash leads nowhere, and a document that is not there takes nothing', async (t) => {
  const { app, post, store } = await openFiles(t);
  for (const name of ['..%2F..%2Fquire.db', 'a'.repeat(63), 'A'.repeat(64), 'g'.repeat(64), 'f'.repeat(64), '%00']) {
    assert.equal((await app.request(`/plan/files/${name}`)).status, 404, name);
  }
  assert.equal((await post(pdf, 'nothing')).status, 404);
  await store.delete('plan');
  assert.equal((await post(pdf)).status, 410);
});

test('[FILE4] a file goes when no document holds it, some time after it came', async (t) => {
  const { bring, get, store, files, kept } = await openFiles(t);
  const held = (hashes: readonly string[]) => store.heldFiles(hashes);
  const { src } = await bring(pdf);
  await bring(png(1, 1));
  await store.create('other');
  await store.addFile('other', { ...(await store.findFile('plan', src.slice(5)))! }, Infinity);
  const later = Date.now() + 60_000;
  assert.equal(await files.removeUnheld(later, held), 0);
  await store.delete('plan');
  assert.equal(await files.removeUnheld(0, held), 0, 'its time has not come');
  assert.equal(await files.removeUnheld(later, held), 1);
  assert.equal(kept().length, 1);
  assert.equal((await get(src, {}, '', 'other')).status, 200);
});

test('[FILE4] a file that is brought again while it is to go stays', async (t) => {
  const { bring, get, store, files, directory } = await openFiles(t);
  const { src } = await bring(pdf);
  const hash = src.slice(5);
  await utimes(join(directory, hash.slice(0, 2), hash), 0, 0);
  await store.delete('plan');
  await store.create('plan');
  const [again] = await Promise.all([
    bring(pdf),
    files.removeUnheld(Date.now() - 1_000, (hashes) => store.heldFiles(hashes)),
  ]);
  assert.equal(again.src, src);
  assert.equal((await get(src)).status, 200);
});
