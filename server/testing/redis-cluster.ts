// For tests: a real Redis Cluster of three shards without replicas, each a process of its own, which can be killed and
// started again. A shard keeps nothing but its place in the cluster.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from './listening.ts';
import { TestRedis } from './redis.ts';

/** The slots of each shard. */
const ranges = [
  [0, 5460],
  [5461, 10922],
  [10923, 16383],
] as const;

export class TestRedisCluster {
  readonly shards: readonly TestRedis[];
  readonly #t: TestContext;

  private constructor(t: TestContext, shards: readonly TestRedis[]) {
    this.#t = t;
    this.shards = shards;
  }

  /** Starts a cluster, which ends with the test. Resolves when each shard knows the slots of all. */
  static async start(t: TestContext): Promise<TestRedisCluster> {
    const shards = await Promise.all(ranges.map(() => startNode(t)));
    for (const [i, shard] of shards.entries()) {
      // Of two shards with one epoch, one takes a new epoch after a while, and would take back a slot that has moved.
      await shard.ask('CLUSTER', 'SET-CONFIG-EPOCH', String(i + 1));
      await shard.ask('CLUSTER', 'ADDSLOTSRANGE', ...ranges[i]!.map(String));
    }
    for (const [i, shard] of shards.entries()) for (const other of shards.slice(i + 1)) await meet(shard, other);
    await knowAll(shards);
    return new TestRedisCluster(t, shards);
  }

  /** As REDIS_URL. */
  get address(): string {
    return this.shards[0]!.address;
  }

  /** The shard that owns a channel at first, as its number. */
  async shardOf(channel: string): Promise<number> {
    const slot = await this.#slotOf(channel);
    return ranges.findIndex(([first, last]) => slot >= first && slot <= last);
  }

  /** Moves the slot of a channel to another shard. Resolves when all shards know. */
  async move(channel: string, shard: number): Promise<void> {
    const slot = String(await this.#slotOf(channel));
    const owner = this.shards[await this.shardOf(channel)]!;
    const target = this.shards[shard]!;
    const id = await idOf(target);
    // The target first, which imports the slot: with that its claim is the newest.
    await target.ask('CLUSTER', 'SETSLOT', slot, 'IMPORTING', await idOf(owner));
    const others = this.shards.filter((other) => other !== target);
    for (const each of [target, ...others]) await each.ask('CLUSTER', 'SETSLOT', slot, 'NODE', id);
  }

  /** Starts a replica of a shard. Resolves when it may take over. */
  async addReplica(shard: number): Promise<TestRedis> {
    const replica = await startNode(this.#t);
    const id = await idOf(replica);
    for (const each of this.shards) await meet(each, replica);
    await knowAll([replica]);
    await replica.ask('CLUSTER', 'REPLICATE', await idOf(this.shards[shard]!));
    while (!String(await replica.ask('INFO', 'replication')).includes('master_link_status:up')) await wait(20);
    const isKnown = new RegExp(`${id} .*slave`);
    for (const each of this.shards) while (!isKnown.test(String(await each.ask('CLUSTER', 'NODES')))) await wait(20);
    return replica;
  }

  async #slotOf(channel: string): Promise<number> {
    return Number(await this.shards[0]!.ask('CLUSTER', 'KEYSLOT', channel));
  }
}

async function startNode(t: TestContext): Promise<TestRedis> {
  const directory = mkdtempSync(join(tmpdir(), 'quire-redis-'));
  const place = ['--cluster-enabled', 'yes', '--cluster-port', String(await freePort()), '--dir', directory];
  // Shards that are slow on a busy machine are not dead; a replica gets its copy at once.
  const times = ['--cluster-node-timeout', '2000', '--repl-diskless-sync-delay', '0'];
  const node = await TestRedis.start(t, [...place, ...times]);
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  return node;
}

/** Makes `node` a member of the cluster that `member` is in. */
async function meet(member: TestRedis, node: TestRedis): Promise<void> {
  const busPort = String(await node.ask('CONFIG', 'GET', 'cluster-port')).split(',')[1]!;
  await member.ask('CLUSTER', 'MEET', '127.0.0.1', String(node.port), busPort);
}

/** Each of these nodes knows the slots of all shards. */
async function knowAll(nodes: readonly TestRedis[]): Promise<void> {
  for (const node of nodes) {
    while (((await node.ask('CLUSTER', 'SLOTS')) as unknown[]).length < ranges.length) await wait(20);
  }
}

async function idOf(node: TestRedis): Promise<string> {
  return String(await node.ask('CLUSTER', 'MYID'));
}
