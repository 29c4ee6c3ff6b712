import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type StoreAppend, pack, unpack } from './appends.ts';

const bytes = (...values: number[]) => Uint8Array.from(values);

test('appends survive packing: without updates, with empty ones, and with parts of larger arrays', () => {
  const author = { clientID: 2 ** 53 - 1, user: 'a', name: 'Ada' };
  const appends: StoreAppend[] = [
    {
      document: 'plan',
      epoch: 'e',
      updates: [bytes(1, 2), bytes(), bytes(3)],
      title: 'Plän',
      authors: [author],
      at: 1.7e12,
    },
    { document: 'plan', epoch: 'e', updates: [], title: '', authors: [], at: 2 },
    { document: 'other', epoch: 'f', updates: [bytes(9, 4, 9).subarray(1, 2)], title: '', authors: [], at: 3 },
  ];
  const packed = pack(appends);
  assert.deepEqual(unpack(structuredClone(packed, { transfer: [packed.bytes.buffer] })), appends);
  assert.deepEqual(unpack(pack([])), []);
});
