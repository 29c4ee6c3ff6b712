import assert from 'node:assert/strict';
import { Server } from 'node:http';
import { test } from 'node:test';
import { pino } from 'pino';
import { limits } from '../limits/limits.ts';
import { boundConnections, connectionsFor, descriptorRemedy, openFilesLimit } from './descriptors.ts';

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

test('[LIMIT7] a small part of the connections is for those that are redirected, and one drop is told once', () => {
  const lines: string[] = [];
  const log = pino({ base: null }, { write: (line) => void lines.push(line) });
  const [main, redirect] = [new Server(), new Server()];
  const connections = 64 * limits.redirectShare;
  boundConnections(main, redirect, log, connections + limits.reservedDescriptors);
  assert.deepEqual([main.maxConnections, redirect.maxConnections], [connections - 64, 64]);
  const before = lines.length;
  for (const server of [redirect, main, redirect]) server.emit('drop');
  assert.equal(lines.length, before + 1);
  boundConnections(main, null, log, connections + limits.reservedDescriptors);
  assert.equal(main.maxConnections, connections);
});
