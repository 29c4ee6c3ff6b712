import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { limits } from '../../limits/limits.ts';
import { testFiles } from '../../testing/files-contract.ts';
import { needsPostgres, startPostgres } from '../../testing/postgres.ts';

const postgres = await startPostgres();

const open = async (t: TestContext, database = postgres.newDatabase()) => {
  const { store, files } = await postgres.open(database);
  t.after(() => store.close());
  return {
    store,
    files,
    async grow(hash: string | null, age: number) {
      const condition = hash === null ? 'hash IS NULL' : `hash = '${hash}'`;
      await postgres.execute(database, `UPDATE quire.blobs SET arrived_at = arrived_at - ${age} WHERE ${condition}`);
    },
    async count() {
      const [row] = await postgres.execute(database, 'SELECT count(*)::integer AS count FROM quire.blobs');
      return row!['count'] as number;
    },
  };
};

if (needsPostgres.skip) test('The contract of files in PostgreSQL', needsPostgres);
else testFiles('In PostgreSQL', open);

test(
  'In PostgreSQL: [FILE4] two servers bring, hold and sweep one file, and no document lacks it',
  needsPostgres,
  async (t) => {
    const database = postgres.newDatabase();
    const [one, other] = [await open(t, database), await open(t, database)];
    await one.store.create('plan');
    for (let round = 0; round < 5; round++) {
      const bring = async ({ files, store }: typeof one) => {
        const received = await files.receive(new Blob(['a picture']).stream(), 100);
        assert.ok(received !== 'tooLarge');
        await received.keep();
        await new Promise((resolve) => setTimeout(resolve, round));
        const { hash, size } = received;
        await store.addFile('plan', { hash, size, type: 'text/plain', width: null, height: null }, 1_000);
        assert.equal(await files.sizeOf(hash), size);
        return hash;
      };
      const ahead = Date.now() + 2 * limits.fileGrace; // the clock of the other server is wrong
      const sweep = () => other.files.removeUnheld(ahead, (hashes) => other.store.heldFiles(hashes));
      const [hash] = await Promise.all([bring(one), sweep(), bring(other), sweep()]);
      assert.equal(await one.files.sizeOf(hash), 9);
      await one.store.delete('plan');
      await one.store.create('plan');
      await one.grow(hash, 2 * limits.fileGrace);
    }
  },
);

test('In PostgreSQL: one piece of a file at a time is in memory', needsPostgres, async (t) => {
  const { files } = await open(t);
  let taken = 0;
  const chunk = Buffer.alloc(64 * 1024);
  const source = async function* () {
    for (; taken < 64; taken++) yield chunk;
  };
  const received = await files.receive(source(), 64 * chunk.length);
  assert.ok(received !== 'tooLarge');
  await received.keep();
  let read = 0;
  for await (const piece of files.read(received.hash, 0, 64 * chunk.length - 1)) {
    assert.ok((piece as Buffer).length <= limits.filePieceBytes);
    read += (piece as Buffer).length;
  }
  assert.equal(read, 64 * chunk.length);
});

test('In PostgreSQL: unheldFilesAtOnce old files are removed, and one more', needsPostgres, async () => {
  const database = postgres.newDatabase();
  const { store, files } = await postgres.open(database);
  for (const count of [limits.unheldFilesAtOnce, limits.unheldFilesAtOnce + 1]) {
    await postgres.execute(database, 'INSERT INTO quire.blobs (arrived_at) SELECT 0 FROM generate_series(1, $1)', [
      count,
    ]);
    assert.equal(await files.removeUnheld(Date.now(), (hashes) => store.heldFiles(hashes)), count);
  }
  await store.close();
});
