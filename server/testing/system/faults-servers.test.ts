// Servers fail while twenty people write one document on three of them; see cluster.ts. QUIRE_CRASHES=<n> kills n in
// place of three.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Cluster } from '../cluster.ts';
import { needsPostgres, startPostgres } from '../postgres.ts';
import { needsRedis } from '../redis.ts';

const options = { skip: needsPostgres.skip || needsRedis.skip };
const crashes = Number(process.env['QUIRE_CRASHES'] ?? 3);
const postgres = await startPostgres();

test('Faults: servers are killed, frozen, and restarted one after the other', options, async (t) => {
  const cluster = await Cluster.start(t, postgres);
  for (let crash = 0; crash < crashes; crash++) {
    const i = Math.floor(Math.random() * 3);
    await cluster.stop(i, 'SIGKILL');
    await cluster.goesOn();
    await cluster.run(i);
  }
  await cluster.agrees();

  cluster.signal(1, 'SIGSTOP');
  cluster.moveFrom(1);
  await cluster.goesOn();
  cluster.signal(1, 'SIGCONT');
  await cluster.agrees();

  for (const { closeCodes, notices } of cluster.writers) closeCodes.length = notices.length = 0;
  for (const i of [0, 1, 2]) {
    assert.equal(await cluster.stop(i, 'SIGTERM'), 0);
    await cluster.goesOn();
    await cluster.run(i);
  }
  await cluster.agrees();
  const told = new Set(cluster.writers.flatMap(({ closeCodes, notices }) => [...closeCodes, ...notices]));
  assert.deepEqual(told, new Set([1012, 'draining']), 'nobody is told more than that the server restarts');
  await cluster.isKept();
});
