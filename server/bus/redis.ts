// The bus on Redis or Valkey, by publish and subscribe. Nothing waits for Redis: while it is away, messages are
// dropped. In a cluster, each channel is of one shard, and stays there (sharded publish and subscribe, Redis 7).
// Everywhere else the plain commands do the same, and every service has them. All servers choose by what Redis is, and
// not by what their user may do: those who choose differently would not hear one another.

import type { Logger } from 'pino';
import { messageOf } from '../../protocol/error-message.ts';
import type { Bus, BusListener } from './bus.ts';
import { pauseAfter, RedisNode, type RedisNodeHost } from './redis-node.ts';
import { readSlots, type Slots, slotOf } from './redis-slots.ts';

/** How often connections are tried, and a cluster is asked who owns which slots. */
const checkInterval = 5_000;

/** How long the bus may be down before its reasons are warnings: a Redis that only restarts is back by then. */
const patience = 1_000;

/** Nobody listens there: a message shows whether the user may publish. */
const probe = 'quire/probe';

export class RedisBus implements Bus {
  readonly #url: URL;
  readonly #log: Logger;
  /** The server at the address. In a cluster it carries no messages. */
  readonly #home: RedisNode;
  /** The shards of a cluster, by their addresses, and the slots that they own; empty where Redis is no cluster. */
  readonly #shards = new Map<string, RedisNode>();
  #slots: Slots = [];
  /** Whether Redis is a cluster that has sharded publish and subscribe. */
  #isSharded = false;
  /** Whether the present connection to `#home` has not told yet what Redis is. */
  #isNewHome = true;
  /** The shard that knows best who owns which slots. */
  #informed: RedisNode;
  readonly #listeners = new Map<string, Set<BusListener>>();
  readonly #onUp = new Set<() => void>();
  readonly #checking: NodeJS.Timeout;
  #retrying: NodeJS.Timeout | null = null;
  /** Since when the bus is down, the number of failures since then, and their reasons that were logged. */
  #downSince = performance.now();
  #failures = 0;
  readonly #toldReasons = new Set<string>();
  #isUp = false;
  #isSettling = false;
  #isUnsettled = false;
  #isClosed = false;

  readonly #host: RedisNodeHost = {
    ready: (node) => {
      this.#isNewHome ||= node === this.#home;
      this.#informed = node;
      void this.#settle();
    },
    lost: (node, reason) => {
      if (this.#nodes.includes(node)) this.#failed(reason);
      void this.#settle();
    },
    deliver: (channel, message) => {
      for (const listener of this.#listeners.get(channel) ?? []) listener(message);
    },
  };

  /** Connects in the background, again and again until `close`. */
  constructor(url: URL, log: Logger) {
    this.#url = url;
    this.#log = log;
    this.#home = new RedisNode(url, false, this.#host);
    this.#informed = this.#home;
    this.#checking = setInterval(() => this.#check(), checkInterval);
    this.#checking.unref();
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  async subscribe(channel: string, listener: BusListener): Promise<() => void> {
    const listeners = this.#listeners.get(channel) ?? new Set();
    this.#listeners.set(channel, listeners.add(listener));
    const owner = this.#ownerOf(channel);
    if (owner.isReady) {
      await owner.subscribe(channel).catch((error: unknown) => {
        if (owner.isReady) this.#tryLater(error); // otherwise the next connection subscribes
      });
    }
    return () => {
      if (!listeners.delete(listener) || listeners.size > 0 || this.#listeners.get(channel) !== listeners) return;
      this.#listeners.delete(channel);
      this.#ownerOf(channel).unsubscribe(channel);
    };
  }

  publish(channel: string, message: Uint8Array): void {
    const owner = this.#ownerOf(channel);
    if (!owner.isReady) return;
    const data = Buffer.from(message.buffer, message.byteOffset, message.byteLength);
    owner.publish(channel, data).catch((error: unknown) => {
      // The bus promises nothing; but after these answers no message would arrive there.
      if (!this.#isUp || !/^(MOVED|CLUSTERDOWN)/.test(messageOf(error))) return;
      this.#informed = owner;
      this.#tryLater(error);
    });
  }

  onUp(listener: () => void): () => void {
    this.#onUp.add(listener);
    return () => void this.#onUp.delete(listener);
  }

  close(): Promise<void> {
    this.#isClosed = true;
    this.#isUp = false;
    clearInterval(this.#checking);
    this.#stopRetrying();
    for (const node of [this.#home, ...this.#shards.values()]) node.close();
    return Promise.resolve();
  }

  /** The servers that carry messages. */
  get #nodes(): RedisNode[] {
    return this.#shards.size === 0 ? [this.#home] : [...this.#shards.values()];
  }

  #ownerOf(channel: string): RedisNode {
    return this.#shards.size === 0 ? this.#home : this.#shards.get(this.#slots[slotOf(channel)]!)!;
  }

  #check(): void {
    for (const node of [this.#home, ...this.#shards.values()]) void node.ping();
    if (this.#isSharded) void this.#settle();
  }

  /** Does what is left to do until the bus is up, one thing at a time. To be called after every change. */
  async #settle(): Promise<void> {
    this.#isUnsettled = true;
    if (this.#isSettling) return;
    this.#isSettling = true;
    while (this.#isUnsettled && !this.#isClosed) {
      this.#isUnsettled = false;
      this.#stopRetrying();
      await this.#tryToSettle().catch((error: unknown) => {
        if (!this.#isUnsettled) this.#tryLater(error); // otherwise a connection was lost, which said so
      });
    }
    this.#isSettling = false;
  }

  async #tryToSettle(): Promise<void> {
    await this.#learnSlots();
    if (this.#isUp || this.#isClosed) return;
    const channels = new Map(this.#nodes.map((node) => [node, new Set<string>()]));
    for (const channel of this.#listeners.keys()) channels.get(this.#ownerOf(channel))!.add(channel);
    const ready = this.#nodes.filter((node) => node.isReady);
    await Promise.all(ready.map((node) => node.subscribeTo(channels.get(node)!)));
    if (ready.length < channels.size) return;
    await this.#ownerOf(probe).publish(probe, Buffer.alloc(0));
    // Meanwhile something may have been lost, or refused to a new listener.
    if (!this.#isUnsettled && this.#retrying === null) this.#cameUp();
  }

  /** Finds out what Redis is and, in a cluster, who owns which slots; connects to new shards, and leaves old ones. */
  async #learnSlots(): Promise<void> {
    if (this.#isNewHome && this.#home.isReady) {
      const info = await this.#home.info();
      const major = /^redis_version:(\d+)/m.exec(info)?.[1];
      this.#isSharded = /^cluster_enabled:1/m.test(info) && Number(major) >= 7;
      this.#isNewHome = false;
    }
    const slots = this.#isSharded ? await this.#askForSlots() : [];
    const isSame = slots.length === this.#slots.length && slots.every((owner, slot) => owner === this.#slots[slot]);
    if (isSame || this.#isClosed) return;
    if (this.#isUp) this.#failed('slots of the cluster have moved');
    this.#slots = slots;
    const addresses = new Set(slots);
    for (const [address, shard] of this.#shards) {
      if (addresses.has(address)) continue;
      this.#shards.delete(address);
      shard.close();
    }
    for (const address of addresses) if (!this.#shards.has(address)) this.#shards.set(address, this.#connect(address));
  }

  #connect(address: string): RedisNode {
    const url = new URL(this.#url);
    url.host = address;
    url.pathname = ''; // a cluster has one database
    return new RedisNode(url, true, this.#host);
  }

  /** By the first server that knows an owner of every slot; as before where none can be asked. */
  async #askForSlots(): Promise<Slots> {
    const nodes = [this.#informed, this.#home, ...this.#shards.values()].filter((node) => node.isReady);
    if (nodes.length === 0) return this.#slots;
    let failure: unknown = 'slots of the cluster have no owner';
    for (const node of new Set(nodes)) {
      try {
        const slots = readSlots(await node.slots(), node.hostname);
        if (slots !== null) return slots;
      } catch (error) {
        failure = error;
      }
    }
    throw failure;
  }

  #cameUp(): void {
    this.#isUp = true;
    this.#failures = 0;
    this.#toldReasons.clear();
    this.#log.info('the bus to other servers is up');
    for (const listener of this.#onUp) listener();
  }

  /** After something that no new connection heals. */
  #tryLater(error: unknown): void {
    if (this.#isClosed) return;
    this.#failed(messageOf(error));
    this.#retrying ??= setTimeout(() => void this.#settle(), pauseAfter(this.#failures));
  }

  #stopRetrying(): void {
    if (this.#retrying !== null) clearTimeout(this.#retrying);
    this.#retrying = null;
  }

  /** An operator is told of each reason once, and not of a Redis that is only restarting. */
  #failed(text: string): void {
    const reason = this.#withoutPassword(text);
    if (this.#isUp) {
      this.#isUp = false;
      this.#downSince = performance.now();
      return this.#log.error({ reason }, 'the bus to other servers is down; this server goes on by itself');
    }
    this.#failures++;
    if (performance.now() - this.#downSince < patience || this.#toldReasons.has(reason)) return;
    this.#toldReasons.add(reason);
    const redis = this.#url.host;
    this.#log.warn({ redis, reason }, 'the bus to other servers does not come up; this server goes on by itself');
  }

  /** Redis may repeat a command that it does not know. */
  #withoutPassword(text: string): string {
    const { password } = this.#url;
    return password === '' ? text : text.replaceAll(decodeURIComponent(password), '…').replaceAll(password, '…');
  }
}
