import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limits } from '../limits/limits.ts';
import { Unstored } from './unstored.ts';

test('[FAULT1] unstoredBytes bytes are full, one less is not', () => {
  const unstored = new Unstored();
  unstored.add(limits.unstoredBytes - 1);
  assert.ok(!unstored.isFull);
  unstored.add(1);
  assert.ok(unstored.isFull);
  unstored.remove(1);
  assert.ok(!unstored.isFull);
});

test('[FAULT1] unstoredUpdates updates are full, one less is not, however small they are', () => {
  const unstored = new Unstored();
  for (let i = 1; i < limits.unstoredUpdates; i++) unstored.add(22);
  assert.ok(!unstored.isFull);
  unstored.add(22);
  assert.ok(unstored.isFull);
  unstored.remove(22);
  assert.ok(!unstored.isFull);
});
