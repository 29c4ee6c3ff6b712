// The bus on a real Redis, and on a real Redis Cluster of three shards.

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { pino } from 'pino';
import { needsRedis, TestRedis } from '../testing/redis.ts';
import { TestRedisCluster } from '../testing/redis-cluster.ts';
import { until } from '../testing/server.ts';
import { RedisBus } from './redis.ts';

interface Line {
  readonly level: number;
  readonly msg: string;
  readonly reason?: string;
  readonly redis?: string;
}

/** A bus, with what it logs and how often it came up. */
function openBus(t: TestContext, address: string) {
  const lines: Line[] = [];
  const bus = new RedisBus(new URL(address), pino({ base: null }, { write: (line) => lines.push(JSON.parse(line)) }));
  t.after(() => bus.close());
  const opened = { bus, lines, ups: 0, reasons: () => lines.filter(({ level }) => level === 40).map((l) => l.reason) };
  bus.onUp(() => opened.ups++);
  return opened;
}

/** Two buses that are up. */
async function openTwo(t: TestContext, address: string) {
  const buses = [openBus(t, address), openBus(t, address)] as const;
  await until(() => buses.every(({ bus }) => bus.isUp));
  return buses;
}

type Opened = ReturnType<typeof openBus>;

/** Counts the messages of each channel. */
async function listen({ bus }: Opened, channels: readonly string[]): Promise<Map<string, number>> {
  const heard = new Map(channels.map((channel) => [channel, 0]));
  const count = (channel: string) => void heard.set(channel, heard.get(channel)! + 1);
  await Promise.all(channels.map((channel) => bus.subscribe(channel, () => count(channel))));
  return heard;
}

/** One message on each channel arrives, once. */
async function crosses({ bus }: Opened, heard: Map<string, number>, channels = [...heard.keys()]): Promise<void> {
  for (const channel of channels) heard.set(channel, 0);
  for (const channel of channels) bus.publish(channel, new Uint8Array([1, 2, 3]));
  await until(() => channels.every((channel) => heard.get(channel)! > 0));
  for (const channel of channels) assert.equal(heard.get(channel), 1);
}

/** Channels of each shard, two of each. */
async function channelsOf(cluster: TestRedisCluster): Promise<string[][]> {
  const channels: string[][] = [[], [], []];
  for (let i = 0; channels.some((some) => some.length < 2); i++) {
    const some = channels[await cluster.shardOf(`quire/room/plan-${i}`)]!;
    if (some.length < 2) some.push(`quire/room/plan-${i}`);
  }
  return channels;
}

test('messages cross, also after Redis was away, which the bus tells', needsRedis, async (t) => {
  const redis = await TestRedis.start(t);
  const [one, two] = await openTwo(t, redis.address);
  const received: Uint8Array[] = [];
  const end = await two.bus.subscribe('quire/room/plan', (message) => received.push(message));
  const heard = await listen(two, ['quire/room/plan', 'quire/room/other']);
  await crosses(one, heard);
  assert.deepEqual([...received[0]!], [1, 2, 3]);
  end();
  await crosses(one, heard);
  assert.equal(received.length, 1);

  await redis.kill();
  await until(() => !one.bus.isUp && !two.bus.isUp);
  const whileAway = await listen(two, ['quire/room/more']);
  await redis.run();
  await until(() => one.bus.isUp && two.bus.isUp);
  assert.deepEqual([one.ups, two.ups], [2, 2]);
  for (const all of [heard, whileAway]) await crosses(one, all);
});

test('a user who may not use sharded channels is enough', needsRedis, async (t) => {
  const redis = await TestRedis.start(t);
  const rights = ['-@all', '+@connection', '+info', '+publish', '+subscribe', '+unsubscribe'];
  await redis.ask('ACL', 'SETUSER', 'quire', 'on', '>word', 'resetchannels', '&quire/*', ...rights);
  const limited = openBus(t, `redis://quire:word@127.0.0.1:${redis.port}`);
  const other = openBus(t, redis.address);
  await until(() => limited.bus.isUp && other.bus.isUp);
  await crosses(other, await listen(limited, ['quire/room/plan']));
  await crosses(limited, await listen(other, ['quire/room/plan']));
});

test('a bus that does not come up logs each reason once, without the password', needsRedis, async (t) => {
  const redis = await TestRedis.start(t);
  const rights = ['-@all', '+@connection', '+info', '+subscribe', '+unsubscribe'];
  const { port } = redis;
  const address = `redis://quire:so%2Fsecret@127.0.0.1:${port}`;
  await redis.ask('ACL', 'SETUSER', 'quire', 'on', '>another', 'resetchannels', ...rights);
  const { bus, lines, reasons } = openBus(t, address);
  await bus.subscribe('quire/room/plan', () => {});
  await until(() => /WRONGPASS/.test(reasons().at(-1) ?? ''));
  await redis.ask('ACL', 'SETUSER', 'quire', '>so/secret');
  await until(() => /NOPERM.*channel/.test(reasons().at(-1) ?? ''));
  await redis.ask('ACL', 'SETUSER', 'quire', '&quire/*');
  await until(() => /NOPERM.*publish/.test(reasons().at(-1) ?? ''));
  await redis.kill();
  await until(() => /ECONNREFUSED/.test(reasons().at(-1) ?? ''));
  assert.equal(new Set(reasons()).size, reasons().length);
  assert.ok(lines.every(({ redis: place }) => place === `127.0.0.1:${port}`));
  assert.doesNotMatch(JSON.stringify(lines), /secret/);
  assert.ok(!bus.isUp);
});

test('in a cluster, messages stay on their shard, and go on while another is away', needsRedis, async (t) => {
  const cluster = await TestRedisCluster.start(t);
  const channels = await channelsOf(cluster);
  const [one, two] = await openTwo(t, cluster.address);
  const away = channels[2]!;
  const there = channels.slice(0, 2).flat();
  const heard = await listen(two, [...there, away[0]!]);
  await crosses(one, heard);
  for (const [i, shard] of cluster.shards.slice(0, 2).entries()) {
    assert.deepEqual(((await shard.ask('PUBSUB', 'SHARDCHANNELS')) as string[]).sort(), channels[i]!.sort());
  }

  await cluster.shards[2]!.kill();
  await until(() => !one.bus.isUp && !two.bus.isUp);
  const whileAway = await listen(two, [away[1]!]);
  await crosses(one, heard, there);
  await cluster.shards[2]!.run();
  await until(() => one.bus.isUp && two.bus.isUp);
  assert.deepEqual([one.ups, two.ups], [2, 2]);
  for (const all of [heard, whileAway]) await crosses(one, all);
});

test('in a cluster, channels follow their slot to another shard', needsRedis, async (t) => {
  const cluster = await TestRedisCluster.start(t);
  const channels = await channelsOf(cluster);
  const [one, two] = await openTwo(t, cluster.address);
  const heard = await listen(two, channels.flat());
  const moved = channels[0]![0]!;
  await cluster.move(moved, 1);
  await until(() => two.ups > 1 && one.bus.isUp && two.bus.isUp);
  await crosses(two, heard);
  one.bus.publish(moved, new Uint8Array(1)); // which may go to the old place, the first time
  await until(() => one.ups > 1 && one.bus.isUp);
  await crosses(one, heard);
  assert.ok(((await cluster.shards[1]!.ask('PUBSUB', 'SHARDCHANNELS')) as string[]).includes(moved));
});

test('in a cluster, a replica that takes over has the channels of its shard', needsRedis, async (t) => {
  const cluster = await TestRedisCluster.start(t);
  const channels = await channelsOf(cluster);
  const replica = await cluster.addReplica(0);
  const [one, two] = await openTwo(t, cluster.address);
  const heard = await listen(two, channels.flat());
  await cluster.shards[0]!.kill(); // to which the address leads
  await replica.ask('CLUSTER', 'FAILOVER', 'TAKEOVER');
  await until(() => one.ups > 1 && two.ups > 1);
  await crosses(one, heard);
});
