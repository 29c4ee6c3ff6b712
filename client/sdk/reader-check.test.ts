import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as Y from 'yjs';
import { holdsAll } from './reader-check.ts';

function written(text: string): Y.Doc {
  const doc = new Y.Doc();
  doc.getText('text').insert(0, text);
  return doc;
}

/** Another who has all that `doc` holds, and whatever they do after that. */
function follower(doc: Y.Doc): Y.Doc {
  const other = new Y.Doc();
  Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
  return other;
}

const holds = (server: Y.Doc, page: Y.Doc) => holdsAll(Y.encodeStateAsUpdate(server), Y.encodeStateAsUpdate(page));

test('a server that has it all, and more, holds it all', () => {
  const page = written('Hello');
  const server = follower(page);
  assert.ok(holds(server, page));
  server.getText('text').insert(5, ' world');
  assert.ok(holds(server, page));
  assert.ok(holds(server, new Y.Doc()), 'nothing is always there');
});

test('what was only written here, or only deleted here, is missed', () => {
  const server = written('Hello');
  const wrote = follower(server);
  wrote.getText('text').insert(5, '!');
  assert.ok(!holds(server, wrote));
  const deleted = follower(server);
  deleted.getText('text').delete(0, 1);
  assert.ok(!holds(server, deleted));
  assert.ok(!holds(new Y.Doc(), server));
});

test('what was written and deleted again here, and never sent, is missed as well', () => {
  const server = written('Hello');
  const page = follower(server);
  page.getText('text').insert(5, ' world');
  page.getText('text').delete(5, 6);
  assert.ok(!holds(server, page));
});
