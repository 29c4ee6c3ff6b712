// Redis fails while twenty people write one document on three servers; see cluster.ts.

import { test } from 'node:test';
import { Cluster } from '../cluster.ts';
import { needsPostgres, startPostgres } from '../postgres.ts';
import { needsRedis } from '../redis.ts';

const options = { skip: needsPostgres.skip || needsRedis.skip };
const postgres = await startPostgres();

test('Faults: Redis goes away, and is cut off or silent for one server', options, async (t) => {
  const cluster = await Cluster.start(t, postgres);
  await cluster.redis.kill();
  await cluster.goesOn();
  await cluster.redis.run();
  await cluster.agrees();
  for (const fault of ['cut', 'freeze'] as const) {
    cluster.lines(1).redis[fault]();
    await cluster.goesOn();
    cluster.lines(1).redis.restore();
    await cluster.agrees();
  }
  await cluster.isKept();
});
