// The bus on Redis or Valkey, by publish and subscribe: sharded where the server has that (Redis 7), so that a cluster
// spreads the channels. Nothing waits for Redis: while it is away, messages are dropped.

import { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { messageOf } from '../../protocol/error-message.ts';
import type { Bus, BusListener } from './bus.ts';

/** The pause before a new attempt to connect, at most; how often a connection is tried; and the time for its answer. */
const longestPause = 2_000;
const pingInterval = 5_000;
const answerTime = 3_000;

export class RedisBus implements Bus {
  readonly #log: Logger;
  readonly #publisher: Redis;
  readonly #subscriber: Redis;
  readonly #listeners = new Map<string, Set<BusListener>>();
  readonly #onUp = new Set<() => void>();
  readonly #pinging: NodeJS.Timeout;
  #isSharded = false;
  #isUp = false;
  #isConnecting = false;
  #isClosed = false;

  /** Connects in the background, again and again until `close`. */
  constructor(url: URL, log: Logger) {
    this.#log = log;
    const options = {
      enableOfflineQueue: false,
      autoResubscribe: false,
      maxRetriesPerRequest: 0,
      connectTimeout: answerTime,
      commandTimeout: answerTime,
      retryStrategy: (attempt: number) => Math.min(100 * 2 ** attempt, longestPause),
    };
    this.#publisher = new Redis(url.href, options);
    this.#subscriber = new Redis(url.href, options);
    for (const connection of [this.#publisher, this.#subscriber]) {
      connection.on('ready', () => void this.#connected());
      connection.on('close', () => this.#lost('the connection was closed'));
      connection.on('error', (error: unknown) => this.#lost(messageOf(error)));
    }
    const deliver = (channel: Buffer, message: Buffer) => {
      for (const listener of this.#listeners.get(channel.toString()) ?? []) listener(message);
    };
    this.#subscriber.on('messageBuffer', deliver);
    this.#subscriber.on('smessageBuffer', deliver);
    this.#pinging = setInterval(() => void this.#ping(), pingInterval);
    this.#pinging.unref();
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  async subscribe(channel: string, listener: BusListener): Promise<() => void> {
    const listeners = this.#listeners.get(channel) ?? new Set();
    const isFirst = listeners.size === 0;
    this.#listeners.set(channel, listeners.add(listener));
    // A failure means that the connection is lost: the next one subscribes.
    if (isFirst && this.#isUp) await this.#subscribeTo(channel).catch(() => {});
    return () => {
      if (!listeners.delete(listener) || listeners.size > 0 || this.#listeners.get(channel) !== listeners) return;
      this.#listeners.delete(channel);
      const ended = this.#isSharded ? this.#subscriber.sunsubscribe(channel) : this.#subscriber.unsubscribe(channel);
      ended.catch(() => {}); // without a connection, there is nothing to end
    };
  }

  publish(channel: string, message: Uint8Array): void {
    if (!this.#isUp) return;
    const data = Buffer.from(message.buffer, message.byteOffset, message.byteLength);
    const sent = this.#isSharded ? this.#publisher.spublish(channel, data) : this.#publisher.publish(channel, data);
    sent.catch(() => {}); // the bus promises nothing
  }

  onUp(listener: () => void): () => void {
    this.#onUp.add(listener);
    return () => void this.#onUp.delete(listener);
  }

  close(): Promise<void> {
    this.#isClosed = true;
    this.#isUp = false;
    clearInterval(this.#pinging);
    this.#publisher.disconnect();
    this.#subscriber.disconnect();
    return Promise.resolve();
  }

  /** One of both connections stands. When both do, the channels are subscribed to, and the bus is up. */
  async #connected(): Promise<void> {
    if (this.#publisher.status !== 'ready' || this.#subscriber.status !== 'ready' || this.#isConnecting) return;
    this.#isConnecting = true;
    try {
      const major = /^redis_version:(\d+)/m.exec(await this.#publisher.info('server'))?.[1];
      this.#isSharded = Number(major) >= 7;
      await this.#subscribeToAll();
    } catch (error) {
      this.#lost(messageOf(error));
      return this.#subscriber.disconnect(true);
    } finally {
      this.#isConnecting = false;
    }
    this.#isUp = true;
    this.#log.info('the bus to other servers is up');
    for (const listener of this.#onUp) listener();
  }

  /** Also to those that are asked for meanwhile. */
  async #subscribeToAll(): Promise<void> {
    const done = new Set<string>();
    for (;;) {
      const missing = [...this.#listeners.keys()].filter((channel) => !done.has(channel));
      if (missing.length === 0) return;
      await Promise.all(missing.map((channel) => this.#subscribeTo(channel)));
      for (const channel of missing) done.add(channel);
    }
  }

  async #subscribeTo(channel: string): Promise<void> {
    await (this.#isSharded ? this.#subscriber.ssubscribe(channel) : this.#subscriber.subscribe(channel));
  }

  #lost(reason: string): void {
    if (this.#isUp) this.#log.error({ reason }, 'the bus to other servers is down; this server goes on by itself');
    this.#isUp = false;
  }

  /** A connection may be dead without a word. */
  async #ping(): Promise<void> {
    for (const connection of [this.#publisher, this.#subscriber]) {
      if (connection.status !== 'ready' || this.#isClosed) continue;
      await connection.ping().catch((error: unknown) => {
        this.#lost(messageOf(error));
        connection.disconnect(true);
      });
    }
  }
}
