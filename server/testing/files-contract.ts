// The contract of `FileStorage`, as tests that every implementation must pass.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { limits } from '../limits/limits.ts';
import type { FileStorage, ReceivedFile } from '../store/files.ts';

/** A storage, and what only its tests may do. */
export interface TestedFiles {
  readonly files: FileStorage;
  /** Makes a file, or all that never arrived when it is null, `age` milliseconds old. */
  grow(hash: string | null, age: number): Promise<void>;
  /** The number of files, with those that have not arrived. */
  count(): Promise<number>;
}

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let i = 0; i < bytes.length; i += size) yield bytes.subarray(i, i + size);
}

async function receive(files: FileStorage, bytes: Uint8Array, size = 100_000): Promise<ReceivedFile> {
  const received = await files.receive(inChunks(bytes, size), bytes.length);
  assert.ok(received !== 'tooLarge');
  return received;
}

/** Bytes of which no two parts are the same. */
function bytesOf(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let i = 0; i + 4 <= length; i += 4) bytes.writeUInt32BE(i, i);
  return bytes;
}

/** Defines the tests of the contract for one kind of storage. */
export function testFiles(kind: string, open: (t: TestContext) => Promise<TestedFiles>): void {
  test(`${kind}: [FILE1] a file is under the hash of its bytes, whole and in parts, once it is kept`, async (t) => {
    const { files, count } = await open(t);
    const piece = limits.filePieceBytes;
    for (const bytes of [0, 1, piece - 1, piece, piece + 1, 2 * piece, 2 * piece + 7].map(bytesOf)) {
      const received = await receive(files, bytes);
      const { hash, size, head } = received;
      assert.deepEqual([hash, size], [hashOf(bytes), bytes.length]);
      assert.deepEqual(Buffer.from(head), bytes.subarray(0, limits.imageHeadBytes));
      assert.equal(await files.sizeOf(hash), null);
      await received.keep();
      await received.discard(); // which does nothing any more
      assert.equal(await files.sizeOf(hash), bytes.length);
      for (const [start, end] of [
        [0, bytes.length - 1],
        [piece - 2, piece],
        [piece, piece],
        [bytes.length - 3, bytes.length - 1],
      ] as const) {
        if (start < 0 || end < start || end >= bytes.length) continue;
        assert.deepEqual(await buffer(files.read(hash, start, end)), bytes.subarray(start, end + 1));
      }
    }
    assert.equal(await count(), 7);
  });

  test(`${kind}: [FILE1] the same bytes are one file, also when they arrive at the same time`, async (t) => {
    const { files, count } = await open(t);
    const bytes = bytesOf(limits.filePieceBytes + 1);
    const all = await Promise.all([1, 2, 3].map(() => receive(files, bytes)));
    await Promise.all(all.map((received) => received.keep()));
    await (await receive(files, bytes)).keep();
    assert.equal(await count(), 1);
    assert.deepEqual(await buffer(files.read(hashOf(bytes), 0, bytes.length - 1)), bytes);
  });

  test(`${kind}: [FILE3] what is too large, breaks off or is discarded leaves nothing`, async (t) => {
    const { files, count } = await open(t);
    const bytes = bytesOf(3 * limits.filePieceBytes);
    assert.equal(await files.receive(inChunks(bytes, 50_000), bytes.length - 1), 'tooLarge');
    const broken = async function* () {
      yield bytes;
      throw new Error('the line is cut');
    };
    await assert.rejects(files.receive(broken(), bytes.length), /the line is cut/);
    await (await receive(files, bytes)).discard();
    assert.equal(await files.sizeOf(hashOf(bytes)), null);
    assert.equal(await count(), 0);
  });

  test(`${kind}: [FILE4] what no document holds is removed when it is old, also what never arrived`, async (t) => {
    const { files, grow, count } = await open(t);
    const [held, old, young, again] = ['held', 'old', 'young', 'again'].map((text) => Buffer.from(text));
    for (const bytes of [held!, old!, young!, again!]) await (await receive(files, bytes)).keep();
    await receive(files, Buffer.from('never kept'));
    for (const hash of [...[held!, old!, again!].map(hashOf), null]) await grow(hash, 2 * limits.fileGrace);
    await (await receive(files, again!)).keep(); // which makes it young
    const removed = await files.removeUnheld(Date.now() - limits.fileGrace, async (hashes) =>
      hashes.filter((hash) => hash === hashOf(held!)),
    );
    assert.equal(removed, 2);
    const sizes = await Promise.all([held!, old!, young!, again!].map((bytes) => files.sizeOf(hashOf(bytes))));
    assert.deepEqual(sizes, [4, null, 5, 5]);
    assert.equal(await count(), 3);
  });
}
