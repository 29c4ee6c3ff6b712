// The content of documents over HTTP, on the real server: as files, and as new documents.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { pino } from 'pino';

import { limits } from '../../limits/limits.ts';
import { createApp } from '../../app.ts';
import { MemoryStore } from '../../store/memory.ts';
import { client, synced } from '../client.ts';
import { TestClock } from '../clock.ts';
import { openRoomsOn } from '../rooms.ts';
import { startServer } from '../server.ts';

const markdown = '# The plan\n\nBuy **bread**:\n\n- [x] rye\n- [ ] white\n';

/** Asks until the answer is as expected. */
async function answered(check: () => Promise<boolean>): Promise<void> {
  while (!(await check())) await setImmediate();
}

async function open(t: Parameters<typeof startServer>[0], env: Record<string, string> = {}) {
  const server = await startServer(t, { env });
  const url = `http://127.0.0.1:${server.port}/api/documents`;
  const ask = (path: string, init: RequestInit = {}) => fetch(`${url}${path}`, init);
  const create = (body: object, headers: Record<string, string> = {}) =>
    ask('', {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
    });
  return { server, ask, create };
}

test('a document is created of Markdown, and comes back in each form', async (t) => {
  const { ask, create } = await open(t);
  const made = await create({ name: 'team/plan', content: markdown });
  assert.deepEqual([made.status, made.headers.get('location')], [201, 'documents/team%2Fplan']);
  const summary = (await (await ask('/team%2Fplan')).json()) as { title: string };
  assert.equal(summary.title, 'The plan');
  for (const [format, type, content] of [
    ['markdown', 'text/markdown', markdown],
    ['text', 'text/plain', 'The plan\nBuy bread:\nrye\nwhite\n'],
  ]) {
    const answer = await ask(`/team/plan/content?format=${format}`);
    assert.equal(answer.headers.get('content-type'), `${type}; charset=utf-8`);
    assert.equal(await answer.text(), content);
  }
  const html = await (await ask('/team%2Fplan/content?format=html')).text();
  assert.match(html, /<title>The plan<\/title>[^]*<p>Buy <strong>bread<\/strong>:<\/p>/);
  const json = await (await ask('/team%2Fplan/content?format=json')).text();
  for (const [format, content] of [
    ['json', json],
    ['html', html],
  ] as const) {
    const again = (await (await create({ content, format })).json()) as { name: string };
    assert.equal(await (await ask(`/${again.name}/content`)).text(), markdown, format);
  }
});

test('the tag of a version names its content: it stays over a restart and changes with each edit', async (t) => {
  const { server, ask, create } = await open(t);
  await create({ name: 'plan', title: 'Mine', content: 'words', format: 'text' });
  const answer = await ask('/plan/content');
  const tag = answer.headers.get('etag')!;
  assert.match(tag, /^"[0-9a-f-]{36}\.1"$/);
  assert.equal(await answer.text(), '# Mine\n\nwords\n');
  assert.equal((await ask('/plan/content', { headers: { 'if-none-match': tag } })).status, 304);
  const ada = client(t, server, 'plan');
  await synced(ada);
  ada.doc.getText('body').insert(1, 'more ');
  await answered(async () => (await (await ask('/plan/content?format=text')).text()).includes('more words'));
  const later = await ask('/plan/content', { headers: { 'if-none-match': tag } });
  assert.equal(later.status, 200);
  assert.notEqual(later.headers.get('etag'), tag);
});

test('only who may read a document gets its content, and only who may write creates one', async (t) => {
  const adminKey = 'Zx81mQpLr5TnWc7VbYk3DhJf0SgA9eU2';
  const secret = 'k9wQz4Vb1xR7tYp3LmN8cJd6HfGs2A0e';
  const { server, ask, create } = await open(t, { AUTH: 'token', SECRET: secret, ADMIN_KEY: adminKey });
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  const mint = async (documents: object) => {
    const init = { method: 'POST', headers: bearer(adminKey), body: JSON.stringify({ sub: 'ada', documents }) };
    const answer = await fetch(`http://127.0.0.1:${server.port}/api/tokens`, init);
    return bearer(((await answer.json()) as { token: string }).token);
  };
  const [reader, other, writer] = [
    await mint({ plan: 'read' }),
    await mint({ x: 'read' }),
    await mint({ plan: 'write' }),
  ];
  const status = async (request: Promise<Response>) => (await request).status;
  assert.equal(await status(create({ name: 'plan', content: markdown }, reader)), 403);
  assert.equal(await status(create({ name: 'plan', content: markdown }, writer)), 201);
  assert.equal(await status(ask('/plan/content', { headers: reader })), 200);
  assert.equal(await status(ask('/plan/content', { headers: other })), 403);
  assert.equal(await status(ask('/plan/content')), 401);
});

test('content that is not what it says, or too much, creates nothing', async (t) => {
  const { ask, create } = await open(t);
  const status = async (body: object) => (await create({ name: 'plan', ...body })).status;
  assert.equal(await status({ content: '{', format: 'json' }), 400);
  assert.equal(await status({ content: '{"quire": 1}', format: 'json' }), 400);
  assert.equal(await status({ content: 'a', format: 'docx' }), 400);
  assert.equal(await status({ title: 'x'.repeat(201) }), 400);
  const body = (content: string) => JSON.stringify({ name: 'plan', content, format: 'text' });
  const room = limits.contentBytes - body('').length;
  const reach = { allowedOrigins: new Set<string>(), proxies: 0, ownNamesOnly: false, basePath: '' };
  const { store, rooms } = openRoomsOn(new MemoryStore(), new TestClock());
  const { app } = createApp({ store, rooms, log: pino({ level: 'silent' }), reach, tokenMode: null });
  const init = { method: 'POST', body: body('x'.repeat(room + 1)) };
  assert.equal((await app.request('/api/documents', init)).status, 413); // fetch does not wait for this answer
  assert.equal((await ask('/plan')).status, 404);
  assert.equal(await status({ content: 'x'.repeat(room), format: 'text' }), 201);
  assert.equal((await ask('/plan/content?format=docx')).status, 400);
  assert.equal((await ask('/other/content')).status, 404);
});

test('a document is converted up to a limit', async (t) => {
  const { server, ask, create } = await open(t);
  await create({ name: 'plan' });
  const ada = client(t, server, 'plan');
  await synced(ada);
  const body = ada.doc.getText('body');
  const status = async (length: number) => {
    body.insert(body.length, 'x'.repeat(length - body.length));
    await answered(async () => (await (await ask('/plan/state')).arrayBuffer()).byteLength > length);
    return (await ask('/plan/content?format=text')).status;
  };
  const overhead = 1_000; // what Yjs says beside the words
  assert.equal(await status(limits.convertedBytes - overhead), 200);
  assert.equal(await status(limits.convertedBytes + overhead), 422);
});
