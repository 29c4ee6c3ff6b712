import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as Y from 'yjs';
import { root } from './edits.ts';
import { writeTrace } from './trace.ts';

test('the trace is about 900 KiB of many sittings, and the same for the same seed', () => {
  const trace = writeTrace(1);
  const doc = new Y.Doc();
  Y.applyUpdate(doc, trace);
  assert.ok(trace.length > 800 * 1024 && trace.length < 1000 * 1024);
  assert.equal(doc.store.clients.size, 250);
  assert.ok(doc.getText(root).length > 100_000);
  assert.ok(Buffer.from(trace).equals(writeTrace(1)));
});
