import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limits } from '../limits/limits.ts';
import { connectionsFor, descriptorRemedy, openFilesLimit } from './descriptors.ts';

test('[LIMIT7] connections leave the reserve of file descriptors, and half of them where there are few', () => {
  const reserve = limits.reservedDescriptors;
  for (const [files, connections] of [
    [1, 0],
    [64, 32],
    [2 * reserve - 1, reserve - 1],
    [2 * reserve, reserve],
    [2 * reserve + 1, reserve + 1],
    [4096, 4096 - reserve],
  ] as const) {
    assert.equal(connectionsFor(files), connections);
  }
});

test('the system tells how many files the process may open', { skip: process.platform === 'win32' }, () => {
  assert.ok(openFilesLimit()! > 0);
});

test('only an error for want of file descriptors has their remedy', () => {
  for (const [code, has] of [
    ['EMFILE', true],
    ['ENFILE', true],
    ['ENOENT', false],
  ] as const) {
    assert.equal(descriptorRemedy(Object.assign(new Error(code), { code }))?.includes('LimitNOFILE') ?? false, has);
  }
});
