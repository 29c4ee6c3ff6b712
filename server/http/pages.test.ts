import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { pageRoutes } from './pages.ts';

/** A directory for the built page, which the test fills by `build`. */
function openPages(t: TestContext) {
  const directory = join(mkdtempSync(join(tmpdir(), 'quire-pages-')), 'dist');
  t.after(() => rmSync(join(directory, '..'), { recursive: true }));
  const build = () => {
    mkdirSync(join(directory, 'assets'), { recursive: true });
    writeFileSync(join(directory, 'index.html'), '<title>Quire</title><script src="./assets/main-abc.js"></script>');
    writeFileSync(join(directory, 'service-worker.js'), '// a worker');
    writeFileSync(join(directory, 'assets', 'main-abc.js'), '// the page');
  };
  const pages = pageRoutes(directory).onError((_error, context) => context.text('failed', 500));
  return { build, get: async (path: string) => pages.request(path), directory };
}

test('a page that is not built is a sentence that says how to build it, until it is built', async (t) => {
  const { build, get } = openPages(t);
  const addresses = ['/', '/index.html', '/doctor', '/d/plan', '/d/team/plan'];
  for (const path of addresses) {
    const answer = await get(path);
    assert.equal(answer.status, 503, path);
    assert.match(answer.headers.get('content-type')!, /^text\/plain/);
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    assert.match(await answer.text(), /not built yet.*Documents are safe.*npx vite build client/);
  }
  build();
  for (const path of addresses) assert.equal((await get(path)).status, 200, path);
});

test('a missing file is not found, whether the page is built or not', async (t) => {
  const { build, get } = openPages(t);
  const paths = ['/nothing', '/assets/nothing.js', '/assets/%2e%2e/%2e%2e/secret'];
  for (const path of paths) assert.equal((await get(path)).status, 404, path);
  build();
  for (const path of paths) assert.equal((await get(path)).status, 404, path);
});

test('a cache keeps assets for ever, and asks again for the page and the service worker', async (t) => {
  const { build, get } = openPages(t);
  build();
  for (const path of ['/', '/d/plan', '/index.html', '/service-worker.js']) {
    assert.equal((await get(path)).headers.get('cache-control'), 'no-cache', path);
  }
  assert.match((await get('/d/plan')).headers.get('content-type')!, /^text\/html/);
  assert.match((await get('/assets/main-abc.js')).headers.get('cache-control')!, /immutable/);
  assert.equal((await get('/assets/nothing.js')).headers.get('cache-control'), null);
});

test('relative addresses lead from any page to its files, under whatever path the server is', async (t) => {
  const { build, get } = openPages(t);
  build();
  for (const path of [
    '/',
    '/index.html',
    '/d/plan',
    '/d/',
    '/d/team/plan',
    '/d/a/b/c',
    '/d/a%2Fb',
    '/d/a//b',
    '/d/%',
  ]) {
    const [, address] = /src="(.*?)"/.exec(await (await get(path)).text())!;
    for (const base of ['', '/quire', '/some/where']) {
      const { pathname } = new URL(address!, `https://example.org${base}${path}`);
      assert.equal(pathname, `${base}/assets/main-abc.js`, path);
    }
  }
});

test('a page that cannot be read is an error, and not a page that is not built', async (t) => {
  const { get, directory } = openPages(t);
  mkdirSync(join(directory, 'index.html'), { recursive: true });
  assert.equal((await get('/')).status, 500);
});
