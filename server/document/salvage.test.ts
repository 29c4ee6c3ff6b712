import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as Y from 'yjs';
import { salvage } from './salvage.ts';

function words(...all: string[]): Uint8Array[] {
  const doc = new Y.Doc();
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
  for (const word of all) doc.getText('text').insert(doc.getText('text').length, word);
  return updates;
}

function textOf(update: Uint8Array): string {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, update);
  return doc.getText('text').toString();
}

test('[KEEP2] every update before the first damaged one is salvaged', () => {
  const [one, two, three] = words('one ', 'two ', 'three') as [Uint8Array, Uint8Array, Uint8Array];
  const damaged = new Uint8Array([1, 1, 1, 0, 4, 1]);
  assert.equal(textOf(salvage([one, two, three])), 'one two three');
  assert.equal(textOf(salvage([one, two, damaged, three])), 'one two ');
  assert.deepEqual(salvage([damaged]), new Uint8Array([0, 0]));
});
