// PostgreSQL fails while twenty people write one document on three servers; see cluster.ts.

import { test } from 'node:test';
import { Cluster } from '../cluster.ts';
import { needsPostgres, startPostgres } from '../postgres.ts';
import { needsRedis } from '../redis.ts';
import { until } from '../server.ts';

const options = { skip: needsPostgres.skip || needsRedis.skip };
const postgres = await startPostgres();

test('Faults: PostgreSQL dies in mid-commit, and is cut off or silent for one server', options, async (t) => {
  const cluster = await Cluster.start(t, postgres);
  for (const signal of ['SIGKILL', 'SIGQUIT', 'SIGINT'] as const) {
    await postgres.kill(signal);
    await cluster.write();
    await postgres.run();
    await cluster.goesOn();
  }
  await cluster.agrees();
  for (const fault of ['cut', 'freeze'] as const) {
    const cutOff = cluster.writersOn(2);
    for (const { notices } of cutOff) notices.length = 0;
    cluster.lines(2).database[fault]();
    await until(() => cutOff.every(({ notices }) => notices.includes('unsaved')));
    await cluster.goesOn(cluster.writers.filter((writer) => !cutOff.includes(writer)));
    cluster.lines(2).database.restore();
    await cluster.agrees();
  }
  const { redis, database } = cluster.lines(0);
  for (const line of [redis, database]) line.cut();
  await cluster.write();
  for (const line of [redis, database]) line.restore();
  await cluster.agrees();
  await cluster.isKept();
});
