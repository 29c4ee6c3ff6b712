import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { pino } from 'pino';

import { limits } from '../limits/limits.ts';
import { TestClock } from '../testing/clock.ts';
import { temporaryDirectory, until } from '../testing/server.ts';
import { DiskFiles } from './disk-files.ts';
import { MemoryStore } from './memory.ts';
import { sweepFiles } from './sweep.ts';

test('[FILE4] what no document holds goes a day after it came, also what never arrived whole', async (t) => {
  const directory = temporaryDirectory(t);
  const [files, store, clock] = [new DiskFiles(directory), new MemoryStore(), new TestClock()];
  await clock.advance(10 * limits.fileGrace);
  const keep = async (text: string, age: number) => {
    const received = await files.receive(new Blob([text]).stream(), 100);
    assert.ok(received !== 'tooLarge');
    await received.keep();
    const path = join(directory, received.hash.slice(0, 2), received.hash);
    await utimes(path, 0, (clock.date() - age) / 1000);
    return { ...received, path };
  };
  await store.create('plan');
  const [held, old, fresh] = [
    await keep('held', limits.fileGrace + 1_000),
    await keep('old', limits.fileGrace + 1_000),
    await keep('fresh', limits.fileGrace - 1_000),
  ];
  const { hash, size } = held;
  await store.addFile('plan', { hash, size, type: 'text/plain', width: null, height: null }, 100);
  const stop = sweepFiles(files, store, clock, pino({ level: 'silent' }));
  await until(() => !existsSync(old.path));
  assert.deepEqual(
    [held, fresh].map(({ path }) => existsSync(path)),
    [true, true],
  );
  await until(() => clock.runNext()); // which is an hour later
  await until(() => !existsSync(fresh.path));
  assert.ok(existsSync(held.path));
  stop();
});
