// What the home page asks of the server, over real sockets: search, another title, copies, and who is where.

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import * as Y from 'yjs';
import type * as api from '../../../protocol/api.ts';
import { bodyOf } from '../../../protocol/format/body.ts';
import { plainText } from '../../../protocol/format/plain-text.ts';
import { readBody } from '../../../protocol/format/shared-text.ts';
import { limits } from '../../limits/limits.ts';
import { client, synced } from '../client.ts';
import { startServer, type TestServer, until } from '../server.ts';
import { writing } from '../search-contract.ts';

const ADMIN_KEY = 'Zx81mQpLr5TnWc7VbYk3DhJf0SgA9eU2';
const SECRET = 'k9wQz4Vb1xR7tYp3LmN8cJd6HfGs2A0e';

interface Ask {
  readonly method?: string;
  readonly token?: string;
  readonly body?: object;
}

async function ask({ port }: TestServer, path: string, { method = 'GET', token, body }: Ask = {}) {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const init = { method, headers, body: body === undefined ? null : JSON.stringify(body) };
  const response = await fetch(`http://127.0.0.1:${port}/api/${path}`, init);
  const text = await response.text();
  return { status: response.status, headers: response.headers, json: text === '' ? null : JSON.parse(text) };
}

/** The names of the documents that a search finds, once it finds as many. */
async function finds(server: TestServer, typed: string, count: number, token?: string): Promise<string[]> {
  for (;;) {
    const query = new URLSearchParams({ q: typed });
    const { json } = await ask(server, `documents?${query}`, token === undefined ? {} : { token });
    const { documents } = json as api.DocumentList;
    if (documents.length === count) return documents.map(({ name }) => name);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The title and the words of a document, as a client that joins gets them. */
async function wordsOf(t: TestContext, server: TestServer, name: string): Promise<[title: string, words: string]> {
  const reader = client(t, server, name);
  await synced(reader);
  const { doc } = reader;
  return [doc.getText('title').toString(), plainText(readBody(bodyOf(doc)).map(({ block }) => block))];
}

test('[SEARCH1] a search finds what the token allows to read, and nothing else', async (t) => {
  const server = await startServer(t, { env: { AUTH: 'token', SECRET, ADMIN_KEY } });
  for (const name of ['team/a', 'team/b', 'other']) {
    const body: api.NewDocument = { name, title: name.toUpperCase(), content: 'We need bread.' };
    assert.equal((await ask(server, 'documents', { method: 'POST', token: ADMIN_KEY, body })).status, 201);
  }
  assert.equal((await finds(server, 'bre', 3, ADMIN_KEY)).length, 3);
  const minted = { sub: 'ada', documents: { 'team/*': 'read' } };
  const { token } = (await ask(server, 'tokens', { method: 'POST', token: ADMIN_KEY, body: minted })).json as {
    token: string;
  };
  assert.deepEqual((await finds(server, 'bre', 2, token)).sort(), ['team/a', 'team/b']);
  const revocation = { user: 'ada', document: 'team/a' };
  await ask(server, 'revocations', { method: 'POST', token: ADMIN_KEY, body: revocation });
  const { json } = await ask(server, 'documents?q=bread&limit=1', { token });
  const { documents, nextCursor } = json as api.DocumentList;
  assert.deepEqual(
    documents.map(({ name, role, match }) => [name, role, match]),
    [
      [
        'team/b',
        'read',
        {
          title: [{ text: 'TEAM/B', found: false }],
          text: [
            { text: 'We need ', found: false },
            { text: 'bread', found: true },
            { text: '.', found: false },
          ],
        },
      ],
    ],
  );
  assert.equal(nextCursor, null);
  assert.equal((await ask(server, 'documents?q=bread')).status, 401);
});

test('[SEARCH1] a search has pages, and a longest text', async (t) => {
  const server = await startServer(t);
  for (let i = 0; i < 5; i++) await ask(server, 'documents', { method: 'POST', body: { title: `Plan ${i}` } });
  await finds(server, 'plan', 5);
  const names: string[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const query: URLSearchParams = new URLSearchParams({ q: 'plan', limit: '2', ...(cursor !== '' && { cursor }) });
    const { documents, nextCursor } = (await ask(server, `documents?${query}`)).json as api.DocumentList;
    names.push(...documents.map(({ title }) => title));
    cursor = nextCursor;
  }
  assert.deepEqual(names, ['Plan 4', 'Plan 3', 'Plan 2', 'Plan 1', 'Plan 0']);
  const most = limits.searchCharacters;
  assert.equal((await ask(server, `documents?q=${'a'.repeat(most)}`)).status, 200);
  assert.equal((await ask(server, `documents?q=${'a'.repeat(most + 1)}`)).status, 400);
  assert.equal((await ask(server, `documents?q=${'%22NEAR('.repeat(1_000)}`)).status, 400);
  const { nextCursor: listCursor } = (await ask(server, 'documents?limit=1')).json as api.DocumentList;
  assert.equal((await ask(server, `documents?q=plan&cursor=${listCursor}`)).status, 400);
});

test('[EDIT1] another title is an edit: it merges with what an open page writes at the same time', async (t) => {
  const server = await startServer(t);
  const [ada, ben] = [client(t, server, 'plan'), client(t, server, 'plan')];
  await Promise.all([synced(ada), synced(ben)]);
  const title = ada.doc.getText('title');
  title.insert(0, 'Plan of May');
  await until(() => ben.doc.getText('title').length === 11);
  ada.provider.disconnect();
  title.insert(0, 'The ');
  assert.equal((await ask(server, 'documents/plan', { method: 'PATCH', body: { title: 'Plan of June' } })).status, 204);
  await until(() => ben.doc.getText('title').toString() === 'Plan of June');
  ada.provider.connect();
  await until(() => ben.doc.getText('title').toString() === 'The Plan of June');
  await until(() => title.toString() === 'The Plan of June');
  const titleNow = async () => ((await ask(server, 'documents/plan')).json as api.DocumentSummary).title;
  while ((await titleNow()) !== 'The Plan of June');
  await server.stop('SIGKILL');
  const again = await startServer(t, { dataDir: server.dataDir });
  assert.equal(((await ask(again, 'documents/plan')).json as api.DocumentSummary).title, 'The Plan of June');
});

test('[EDIT1] a title is one line of bounded length, for a document that is there and may be written', async (t) => {
  const server = await startServer(t, { env: { AUTH: 'token', SECRET, ADMIN_KEY } });
  await ask(server, 'documents', { method: 'POST', token: ADMIN_KEY, body: { name: 'plan' } });
  const minted = { sub: 'ada', documents: { '*': 'read' } };
  const { token: reader } = (await ask(server, 'tokens', { method: 'POST', token: ADMIN_KEY, body: minted })).json as {
    token: string;
  };
  const rename = async (name: string, title: unknown, token = ADMIN_KEY) =>
    (await ask(server, `documents/${name}`, { method: 'PATCH', token, body: { title } })).status;
  assert.equal(await rename('plan', 'x'.repeat(200)), 204);
  assert.equal(await rename('plan', 'x'.repeat(201)), 400);
  assert.equal(await rename('plan', 'two\nlines'), 400);
  assert.equal(await rename('plan', 1), 400);
  assert.equal(await rename('nothing', 'Plan'), 404);
  assert.equal(await rename('plan', 'Plan', reader), 403);
  await ask(server, 'documents/plan', { method: 'DELETE', token: ADMIN_KEY });
  assert.equal(await rename('plan', 'Plan'), 410);
});

test('[COPY1] a copy has the content of now under a name of its own, and goes its own way', async (t) => {
  const server = await startServer(t);
  const ada = client(t, server, 'team/plan');
  await synced(ada);
  Y.applyUpdate(ada.doc, writing('Plan', 'Bread', 'Wine'), 'ada');
  const copied = await ask(server, 'documents/team%2Fplan/duplicate', {
    method: 'POST',
    body: { title: 'Copy of Plan' },
  });
  assert.equal(copied.status, 201);
  const { name } = copied.json as api.CreatedDocument;
  const location = new URL(copied.headers.get('location')!, `http://127.0.0.1/api/documents/team%2Fplan/duplicate`);
  assert.equal(location.pathname, `/api/documents/${name}`);
  assert.deepEqual(await wordsOf(t, server, name), ['Copy of Plan', 'Bread\nWine']);
  ada.doc.getText('title').insert(0, 'The ');
  await finds(server, 'bread', 2);
  assert.deepEqual(await wordsOf(t, server, name), ['Copy of Plan', 'Bread\nWine']);
  const second = await ask(server, `documents/${name}/duplicate`, { method: 'POST' });
  assert.deepEqual(await wordsOf(t, server, (second.json as api.CreatedDocument).name), [
    'Copy of Plan',
    'Bread\nWine',
  ]);
  assert.equal((await ask(server, 'documents/nothing/duplicate', { method: 'POST' })).status, 404);
});

test('[PEOPLE4] who is in a document is told to those who may read it, as long as somebody is there', async (t) => {
  const server = await startServer(t);
  const [ada, tab] = [client(t, server, 'plan'), client(t, server, 'plan')];
  await Promise.all([synced(ada), synced(tab)]);
  for (const { awareness } of [ada, tab]) {
    awareness.setLocalState({ name: 'Ada', color: '#0b7a75', person: 'a', away: awareness === tab.awareness });
  }
  const present = async () => ((await ask(server, 'presence')).json as api.Presence).documents;
  for (;;) {
    const documents = await present();
    if (documents.length === 0 || documents[0]!.people.some(({ name }) => name === '')) continue;
    assert.deepEqual(documents, [{ name: 'plan', people: [{ name: 'Ada', color: '#0b7a75', away: false }], more: 0 }]);
    break;
  }
  for (const { provider } of [ada, tab]) provider.destroy();
  while ((await present()).length > 0);
});
