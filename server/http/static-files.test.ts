import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { serve } from '@hono/node-server';
import { pageRoutes } from './pages.ts';
import { formsFor } from './static-files.ts';

const script = '// a script\n'.repeat(100);
const address = '/assets/main-abc.js';

/** A server on a built page: a script with both compressed forms, and a font with none. */
async function openServer(t: TestContext) {
  const directory = mkdtempSync(join(tmpdir(), 'quire-files-'));
  const place = (path: string) => join(directory, path);
  mkdirSync(place('assets'));
  writeFileSync(place(address), script);
  writeFileSync(place(`${address}.br`), brotliCompressSync(script));
  writeFileSync(place(`${address}.gz`), gzipSync(script));
  writeFileSync(place('assets/font-abc.woff2'), 'a font');
  const server = serve({ fetch: pageRoutes(directory).fetch, port: 0, hostname: '127.0.0.1' });
  t.after(() => {
    server.close();
    rmSync(directory, { recursive: true });
  });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  /** The answer with its bytes as they came: `fetch` would add headers, and decompress. */
  const get = async (path: string, headers: Record<string, string> = {}, method = 'GET') => {
    const sent = request({ port, path, method, headers, agent: false }).end();
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    return { status: answer.statusCode, headers: answer.headers, body: await buffer(answer) };
  };
  return { get, place };
}

test('a request gets the shortest form of a file that it accepts, under the type of the file', async (t) => {
  const { get } = await openServer(t);
  const cases = [
    ['gzip, deflate, br, zstd', 'br', brotliDecompressSync],
    ['gzip, deflate', 'gzip', gunzipSync],
    ['br;q=0.5, gzip;q=0.8', 'gzip', gunzipSync],
    ['br;q=0, *', 'gzip', gunzipSync],
    ['deflate', undefined, Buffer.from],
    ['br;q=0, gzip;q=0', undefined, Buffer.from],
  ] as const;
  for (const [accepted, encoding, decoded] of cases) {
    const { status, headers, body } = await get(address, { 'accept-encoding': accepted });
    assert.equal(status, 200, accepted);
    assert.equal(headers['content-encoding'], encoding, accepted);
    assert.equal(String(decoded(body)), script, accepted);
    assert.equal(headers['content-length'], String(body.length), accepted);
    assert.match(headers['content-type']!, /^text\/javascript/);
    assert.equal(headers.vary, 'Accept-Encoding');
    assert.match(headers['cache-control']!, /immutable/);
  }
  assert.equal((await get(address)).headers['content-encoding'], undefined);
  const font = await get('/assets/font-abc.woff2', { 'accept-encoding': 'br' });
  assert.deepEqual([String(font.body), font.headers['content-type']], ['a font', 'font/woff2']);
});

test('the forms that a request accepts are tried in the order of its preference', () => {
  const cases: Record<string, string> = {
    '': 'identity',
    'br, gzip': 'br gzip identity',
    GZIP: 'gzip identity',
    '*': 'br gzip identity',
    '*;q=0': 'identity',
    '*;q=0.5, br;q=0.1': 'gzip br identity',
    'identity, gzip;q=0.5': 'identity gzip',
    'gzip;q=0.001': 'gzip identity',
    'identity;q=0, br': 'br identity',
    ',;=q': 'identity',
  };
  for (const [header, expected] of Object.entries(cases)) {
    assert.equal(
      formsFor(header)
        .map(({ encoding }) => encoding)
        .join(' '),
      expected,
      header,
    );
  }
});

test('a client that has a form of a file gets it again only after it changed', async (t) => {
  const { get, place } = await openServer(t);
  const tags = new Set<string>();
  for (const encoding of ['br', 'gzip', 'identity']) {
    const asking = { 'accept-encoding': encoding };
    const tag = (await get(address, asking)).headers.etag!;
    tags.add(tag);
    for (const known of [tag, `W/${tag}`, `"other", ${tag}`, '*']) {
      const { status, headers, body } = await get(address, { ...asking, 'if-none-match': known });
      assert.deepEqual([status, body.length, headers.etag], [304, 0, tag], known);
      assert.equal(headers.vary, 'Accept-Encoding');
      assert.match(headers['cache-control']!, /immutable/);
    }
    assert.equal((await get(address, { ...asking, 'if-none-match': '"other"' })).status, 200);
  }
  assert.equal(tags.size, 3, 'each form has a tag of its own');
  const [tag] = tags;
  utimesSync(place(`${address}.br`), 1, 1);
  assert.equal((await get(address, { 'accept-encoding': 'br', 'if-none-match': tag! })).status, 200);
});

test('HEAD has the headers of GET, and a request for a range gets the whole file', async (t) => {
  const { get } = await openServer(t);
  const asking = { 'accept-encoding': 'br' };
  const whole = await get(address, asking);
  const head = await get(address, asking, 'HEAD');
  const withoutDate = ({ date: _date, ...headers }: IncomingMessage['headers']) => headers;
  assert.deepEqual([head.status, head.body.length], [200, 0]);
  assert.deepEqual(withoutDate(head.headers), withoutDate(whole.headers));
  for (const range of ['bytes=0-4', 'bytes=-5', 'bytes=9-1', 'nonsense']) {
    const { status, body } = await get(address, { ...asking, range });
    assert.deepEqual([status, body.length], [200, whole.body.length], range);
  }
});

test('no name leads out of the directory of the built files', async (t) => {
  const { get, place } = await openServer(t);
  writeFileSync(place('secret.txt'), 'a secret');
  for (const path of ['../secret.txt', '..%2fsecret.txt', '%2e%2e/secret.txt', '..\\secret.txt']) {
    const { status, body } = await get(`/assets/${path}`);
    assert.ok(status === 404 || status === 400, path);
    assert.doesNotMatch(String(body), /a secret/, path);
  }
});
