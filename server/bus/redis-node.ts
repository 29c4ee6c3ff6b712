// One Redis server, over two connections, since one that subscribes may not publish. Both are opened again and again
// until `close`. Nothing waits for them: what is asked while they are away fails at once.

import { Redis } from 'ioredis';
import { messageOf } from '../../protocol/error-message.ts';

/** The pause before a new attempt to connect, at most; and the time for a connection and for an answer. */
const longestPause = 2_000;
const answerTime = 3_000;

/** How long messages are gathered after some were sent, in milliseconds: a write costs as much as several messages. */
const gatherTime = 8;

/** The pause after a number of failed attempts. */
export const pauseAfter = (attempts: number): number => Math.min(100 * 2 ** attempts, longestPause);

export interface RedisNodeHost {
  /** Both connections stand. */
  ready(node: RedisNode): void;
  /** A connection is lost, or an attempt to connect has failed. Subscriptions may be lost with it. */
  lost(node: RedisNode, reason: string): void;
  deliver(channel: string, message: Uint8Array): void;
}

export class RedisNode {
  /** As in a URL. */
  readonly hostname: string;
  readonly #isSharded: boolean;
  readonly #host: RedisNodeHost;
  readonly #publisher: Redis;
  readonly #subscriber: Redis;
  /** The connections that stand. */
  readonly #standing = new Set<Redis>();
  /** Why a connection that is about to close does so. */
  readonly #reasons = new Map<Redis, string>();
  /** The channels of the present connection. */
  readonly #subscriptions = new Map<string, Promise<unknown>>();
  /** The number of messages since some were sent; null after a pause. */
  #gathered: number | null = null;
  #isClosed = false;

  /** With `isSharded`, messages stay within this shard of a cluster. */
  constructor(url: URL, isSharded: boolean, host: RedisNodeHost) {
    this.hostname = url.hostname;
    this.#isSharded = isSharded;
    this.#host = host;
    this.#publisher = this.#open(url);
    this.#subscriber = this.#open(url);
    const deliver = (channel: Buffer, message: Buffer) => host.deliver(channel.toString(), message);
    this.#subscriber.on(isSharded ? 'smessageBuffer' : 'messageBuffer', deliver);
    // A channel was asked for that is of another shard by now. The command gets no other answer.
    this.#subscriber.on('moved', () => this.#drop(this.#subscriber, 'MOVED'));
  }

  get isReady(): boolean {
    return this.#standing.size === 2;
  }

  /** Resolves when messages arrive; may be called again. */
  subscribe(channel: string): Promise<unknown> {
    const known = this.#subscriptions.get(channel);
    if (known !== undefined) return known;
    const subscription = this.#isSharded ? this.#subscriber.ssubscribe(channel) : this.#subscriber.subscribe(channel);
    this.#subscriptions.set(channel, subscription);
    subscription.catch(() => {
      if (this.#subscriptions.get(channel) === subscription) this.#subscriptions.delete(channel);
    });
    return subscription;
  }

  unsubscribe(channel: string): void {
    if (!this.#subscriptions.delete(channel)) return;
    const ended = this.#isSharded ? this.#subscriber.sunsubscribe(channel) : this.#subscriber.unsubscribe(channel);
    ended.catch(() => {}); // without a connection, there is nothing to end
  }

  /** Subscribes to exactly these channels. */
  async subscribeTo(channels: ReadonlySet<string>): Promise<void> {
    for (const channel of this.#subscriptions.keys()) if (!channels.has(channel)) this.unsubscribe(channel);
    await Promise.all([...channels].map((channel) => this.subscribe(channel)));
  }

  /** Sends the first message after a pause at once, and what comes soon after it together, again and again. */
  publish(channel: string, data: Buffer): Promise<unknown> {
    if (this.#gathered === null) queueMicrotask(() => this.#gather());
    this.#gathered = (this.#gathered ?? -1) + 1;
    return this.#isSharded ? this.#publisher.spublish(channel, data) : this.#publisher.publish(channel, data);
  }

  #gather(): void {
    const { stream } = this.#publisher;
    stream.cork();
    this.#gathered = 0;
    setTimeout(() => {
      stream.uncork();
      if (this.#gathered === 0) this.#gathered = null;
      else this.#gather();
    }, gatherTime);
  }

  info(): Promise<string> {
    return this.#publisher.info();
  }

  /** The answer to CLUSTER SLOTS. */
  slots(): Promise<unknown> {
    return this.#publisher.cluster('SLOTS');
  }

  /** A connection may be dead without a word. */
  async ping(): Promise<void> {
    for (const connection of this.#standing) {
      await connection.ping().catch((error: unknown) => this.#drop(connection, messageOf(error)));
    }
  }

  close(): void {
    this.#isClosed = true;
    this.#publisher.disconnect();
    this.#subscriber.disconnect();
  }

  #open(url: URL): Redis {
    const connection = new Redis(url.href, {
      enableOfflineQueue: false,
      autoResubscribe: false,
      maxRetriesPerRequest: 0,
      connectTimeout: answerTime,
      commandTimeout: answerTime,
      retryStrategy: pauseAfter,
    });
    connection.on('ready', () => {
      this.#standing.add(connection);
      if (this.isReady) this.#host.ready(this);
    });
    connection.on('error', (error: unknown) => {
      this.#reasons.set(connection, reasonOf(error));
      this.#drop(connection, reasonOf(error));
    });
    connection.on('close', () => this.#lost(connection, this.#reasons.get(connection) ?? 'the connection was closed'));
    return connection;
  }

  /** Gives up a connection that stands, in place of which another is opened. */
  #drop(connection: Redis, reason: string): void {
    if (!this.#standing.has(connection)) return;
    this.#lost(connection, reason);
    this.#reasons.set(connection, reason);
    connection.disconnect(true);
  }

  #lost(connection: Redis, reason: string): void {
    this.#standing.delete(connection);
    this.#reasons.delete(connection);
    if (connection === this.#subscriber) this.#subscriptions.clear();
    if (!this.#isClosed) this.#host.lost(this, reason);
  }
}

/** A cluster that moves a slot ends the subscriptions in it, by an answer for which there is no command. */
function reasonOf(error: unknown): string {
  const text = messageOf(error);
  return text.includes('sunsubscribe') ? 'a slot of the cluster has moved' : text;
}
