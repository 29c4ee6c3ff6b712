import assert from 'node:assert/strict';
import { test } from 'node:test';
import { epochOf, tokenOf } from './handshake.ts';

test('a token is the query parameter `token`, or one of the offered subprotocols', () => {
  const of = (url: string, protocols?: string) => tokenOf({ url, headers: { 'sec-websocket-protocol': protocols } });
  assert.equal(of('/collab/plan?token=a.b.c'), 'a.b.c');
  assert.equal(of('/collab/plan?epoch=1&token=a.b.c&x=?'), 'a.b.c');
  assert.equal(of('/collab/plan', 'quire.1, bearer.a.b.c'), 'a.b.c');
  assert.equal(of('/collab/plan?token=', 'bearer.a.b.c'), 'a.b.c');
  for (const url of ['/collab/plan', '/collab/plan?token=', '/collab/plan?', '/collab/token=a']) {
    assert.equal(of(url), null, url);
  }
  assert.equal(of('/collab/plan', 'quire.1'), null);
});

test('an epoch is the query parameter `epoch`; an empty one counts as none', () => {
  const of = (url: string) => epochOf({ url, headers: {} });
  assert.equal(of('/collab/plan?token=a&epoch=one'), 'one');
  for (const url of ['/collab/plan', '/collab/plan?epoch=', '/collab/epoch=one']) assert.equal(of(url), null, url);
});
