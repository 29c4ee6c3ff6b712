// A small disk is full when it is filled and has room when it is freed.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { MountRefused, SmallDisk } from './disk.ts';

test('a filled disk takes nothing more until it is freed', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'e2e-disk-'));
  t.after(() => rmSync(directory, { recursive: true }));
  let disk: SmallDisk;
  try {
    disk = await SmallDisk.mount(directory, 1 << 20);
  } catch (error) {
    if (error instanceof MountRefused) return t.skip(error.message);
    throw error;
  }
  try {
    const write = () => writeFileSync(join(directory, 'words'), 'Hello');
    disk.fill();
    assert.throws(write, { code: 'ENOSPC' });
    disk.free();
    write();
  } finally {
    await disk.unmount();
  }
});
