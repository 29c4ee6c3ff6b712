// A whole life of a document, drawn from one seed. The sessions and rooms are the real ones. The rest is simulated: the
// clock; clients that edit at random; a network that delays, stalls and loses frames; a store that fails, hangs, and
// forgets open requests when its server is killed; and, between several servers of one store, a bus that is as bad as
// the network. The same seed gives the same life.

import assert from 'node:assert/strict';
import * as decoding from 'lib0/decoding';
import { pino } from 'pino';
import * as Y from 'yjs';
import { openToAll } from '../../auth/authority.ts';
import type { Clock } from '../../clock.ts';
import { limits } from '../../limits/limits.ts';
import { CloseCode } from '../../../protocol/close-codes.ts';
import { bodyOf } from '../../../protocol/format/body.ts';
import { titleName } from '../../../protocol/title.ts';
import { breaksWhenApplied, breaksWhenWritten } from '../updates.ts';
import { encodeUpdate, MessageType } from '../../../protocol/messages.ts';
import type { Rooms } from '../../rooms/rooms.ts';
import { joinRequest, openRoomsOn } from '../rooms.ts';
import type { Channel } from '../../connection/channel.ts';
import { Session } from '../../connection/session.ts';
import { type Disk, MemoryStore } from '../../store/memory.ts';
import type { Store } from '../../store/store.ts';
import { settled, TestClock } from '../clock.ts';
import { Client } from './client.ts';
import { Exchange, type SimulatedBus } from './bus.ts';
import { SimulatedConnection } from './link.ts';
import { Random } from '../random.ts';

const silent = pino({ level: 'silent' });
/** Client 1 is that of the seed. */
const firstClient = 2;
const hostileClient = 666;
/**
 * In milliseconds: the time with edits and disturbances, and the quiet time after it, in which everything must heal.
 */
const turmoil = 30_000;
const peace = 60_000;
/** A disturbance that is listed twice happens twice as often. */
const disturbances = [
  ...['cut', 'cut', 'cut', 'stall', 'leave', 'newcomer', 'fail', 'recover', 'recover'],
  ...['kill', 'drain', 'restart', 'restart', 'attack', 'cutBus', 'restoreBus', 'restoreBus'],
] as const;

/** Counts, so that a test can see that anything happened. */
export interface Report {
  edits: number;
  acknowledgements: number;
  crashes: number;
  drains: number;
  failedRequests: number;
  cutLinks: number;
  refused: number;
  attacks: number;
}

/** What happened between several servers. */
export interface BusReport extends Report {
  lostMessages: number;
  repeatedMessages: number;
  cutBuses: number;
}

/**
 * Lives one life. Throws an AssertionError when a promise was broken: the clients differ at the end from the document
 * as a server would load it; that document lacks an acknowledged update; or an update was acknowledged before it was on
 * the disk.
 */
export async function simulate(seed: number): Promise<Report> {
  return new Simulation(seed, 1).live();
}

/** As `simulate`, on several servers of one store. */
export async function simulateServers(seed: number): Promise<BusReport> {
  const simulation = new Simulation(seed, 2 + (seed % 2));
  const report = await simulation.live();
  return { ...report, ...simulation.busReport };
}

/** A server from its start to its end. Once it is not `alive`, nothing that it has begun goes on. */
interface Server {
  readonly store: Store;
  readonly rooms: Rooms;
  readonly sessions: Map<SimulatedConnection, Session>;
  readonly clock: Clock;
  readonly bus: SimulatedBus | null;
  alive: boolean;
}

class Simulation {
  readonly #clock = new TestClock();
  readonly #random: Random;
  readonly #disk: Disk = new Map();
  /** The document on the disk, up to `#durableSequence`. */
  #durable = new Y.Doc();
  #durableSequence = 0;
  readonly #clients: Client[] = [];
  readonly #links = new Set<SimulatedConnection>();
  /** Null for a server that does not run. */
  readonly #servers: (Server | null)[];
  readonly #exchange: Exchange;
  #cutBuses = 0;
  #storeFails = false;
  #calm = false;
  #isOver = false;
  #tooEarly = false;
  readonly #withDeletion: boolean;
  readonly #report: Report = {
    edits: 0,
    acknowledgements: 0,
    crashes: 0,
    drains: 0,
    failedRequests: 0,
    cutLinks: 0,
    refused: 0,
    attacks: 0,
  };

  constructor(seed: number, servers: number) {
    this.#random = new Random(seed);
    this.#exchange = new Exchange(this.#clock, this.#random);
    this.#servers = Array<null>(servers).fill(null);
    this.#withDeletion = this.#random.chance(0.1);
  }

  async live(): Promise<Report> {
    try {
      return await this.#run();
    } finally {
      this.#destroy();
    }
  }

  get busReport() {
    const { lost: lostMessages, repeated: repeatedMessages } = this.#exchange;
    return { lostMessages, repeatedMessages, cutBuses: this.#cutBuses };
  }

  async #run(): Promise<Report> {
    this.#startAll();
    const count = 2 + this.#random.below(4);
    for (let i = 0; i < count; i++) this.#addClient();
    this.#repeat(300, () => this.#disturb());
    if (this.#withDeletion) this.#clock.after(this.#random.below(turmoil), () => void this.#delete());
    await this.#clock.advance(turmoil);
    this.#storeFails = false;
    this.#calm = this.#exchange.isCalm = true;
    for (const server of this.#servers) server?.bus?.restore();
    for (let waited = 0; waited < peace; waited += 10_000) {
      this.#startAll(); // one may have begun to end just before
      await this.#clock.advance(10_000);
    }
    this.#checkEnd();
    await this.#checkLeaving();
    return this.#report;
  }

  #destroy(): void {
    for (const { doc } of this.#clients) doc.destroy();
    this.#durable.destroy();
  }

  /** Repeats `act` until the turmoil ends, with random waits of `wait` milliseconds on average. */
  #repeat(wait: number, act: () => void): void {
    this.#clock.after(this.#random.below(2 * wait), () => {
      if (this.#calm) return;
      act();
      this.#repeat(wait, act);
    });
  }

  #addClient(): void {
    const speaksQuire = this.#random.chance(0.7);
    const client = new Client(firstClient + this.#clients.length, speaksQuire, {
      clock: this.#clock,
      random: this.#random,
      connect: (client, epoch) => this.#connect(client, epoch),
    });
    this.#clients.push(client);
    this.#repeat(100 + this.#random.below(2_000), () => {
      client.edit();
      this.#report.edits++;
    });
  }

  #disturb(): void {
    const link = this.#random.oneOf([...this.#links, null]);
    switch (this.#random.oneOf(disturbances)) {
      case 'cut':
        return this.#cut(link, 'reset');
      case 'stall':
        return this.#cut(link, 'stall');
      case 'leave':
        return this.#random.oneOf(this.#clients).disconnect();
      case 'fail':
        this.#storeFails = true;
        return;
      case 'recover':
        this.#storeFails = false;
        return;
      case 'kill':
        return this.#kill();
      case 'drain':
        return void this.#drain();
      case 'restart': {
        const place = this.#random.below(this.#servers.length);
        return this.#servers[place] === null ? this.#start(place) : undefined;
      }
      case 'cutBus':
        this.#cutBuses++;
        return this.#anyServer()?.bus?.cut();
      case 'restoreBus':
        return this.#anyServer()?.bus?.restore();
      case 'attack':
        return this.#attack();
      case 'newcomer':
        if (this.#clients.length < 8) this.#addClient();
    }
  }

  /** One that runs, if the first that is looked at does. */
  #anyServer(): Server | null {
    return this.#random.oneOf(this.#servers);
  }

  /** A hostile client connects, and sends an update that throws when it is applied or encoded. */
  #attack(): void {
    const server = this.#anyServer();
    if (server === null || server.rooms.draining) return;
    const channel: Channel = {
      speaksQuire: false,
      received: 0,
      buffered: 0,
      send: () => {},
      close: () => this.#report.attacks++,
      ping: () => {},
      terminate: () => {},
    };
    const session = sessionOn(channel, null, server);
    const breaking = this.#random.oneOf([breaksWhenApplied, breaksWhenWritten])(hostileClient);
    server.clock.after(this.#random.below(100), () => session.receive(encodeUpdate(breaking), true));
    server.clock.after(10_000, () => session.end());
  }

  #cut(link: SimulatedConnection | null, how: 'reset' | 'stall'): void {
    if (link === null) return;
    this.#report.cutLinks++;
    link[how]();
    if (how === 'reset') this.#links.delete(link);
  }

  #startAll(): void {
    for (const [place, server] of this.#servers.entries()) if (server === null) this.#start(place);
  }

  #start(place: number): void {
    const life = { alive: true };
    const clock = this.#clockOf(life);
    const bus = this.#servers.length > 1 ? this.#exchange.bus() : null;
    const { store, rooms } = openRoomsOn(this.#storeOf(clock), clock, silent, bus);
    const sessions = new Map<SimulatedConnection, Session>();
    const server = Object.assign(life, { clock, store, rooms, bus, sessions });
    this.#servers[place] = server;
    const beat = () => {
      for (const session of server.sessions.values()) session.heartbeat();
      server.clock.after(limits.heartbeatInterval, beat);
    };
    server.clock.after(limits.heartbeatInterval, beat);
  }

  /** The clock for one server: timers of a dead one do nothing. */
  #clockOf(server: { readonly alive: boolean }): Clock {
    return {
      now: () => this.#clock.now(),
      date: () => this.#clock.date(),
      after: (delay, act) => this.#clock.after(delay, () => server.alive && act()),
    };
  }

  /** A store that answers one request after another, each after a delay; some fail, before or after their effect. */
  #storeOf(clock: Clock): MemoryStore {
    let last: Promise<unknown> = Promise.resolve();
    return new MemoryStore(this.#disk, (act) => {
      const answer = last.then(async () => {
        await this.#storeDelay(clock);
        if (this.#storeMayFail()) throw new Error('no space left');
        const result = act();
        await this.#storeDelay(clock);
        if (this.#storeMayFail()) throw new Error('the answer was lost');
        return result;
      });
      last = answer.catch(() => this.#report.failedRequests++);
      return answer;
    });
  }

  #storeMayFail(): boolean {
    return !this.#calm && (this.#storeFails || this.#random.chance(0.01));
  }

  #storeDelay(clock: Clock): Promise<void> {
    const delay = this.#random.chance(0.02) ? this.#random.below(3_000) : this.#random.below(10);
    return new Promise((resolve) => clock.after(delay, resolve));
  }

  #connect(client: Client, epoch: string | null): SimulatedConnection | null {
    const server = this.#anyServer();
    if (server === null || this.#isOver || server.rooms.draining || (!this.#calm && this.#random.chance(0.1))) {
      return null;
    }
    const slow = this.#random.chance(0.2) ? 500 : 20;
    const link = new SimulatedConnection(this.#clock, () => this.#random.below(slow));
    const session = sessionOn(this.#channelOf(link, server, client), epoch, server);
    link.attach('server', {
      receive: (frame) => server.alive && session.receive(frame, true),
      ping: () => session.receiveControlFrame(0),
      closed: () => this.#endSession(server, link),
    });
    server.sessions.set(link, session);
    this.#links.add(link);
    return link;
  }

  #channelOf(link: SimulatedConnection, server: Server, client: Client) {
    const end = (code: number | null) => {
      link.close('server', code);
      this.#endSession(server, link);
    };
    return {
      speaksQuire: client.speaksQuire,
      send: (frame: Uint8Array) => {
        const decoder = decoding.createDecoder(frame);
        if (decoding.readVarUint(decoder) === MessageType.ack) {
          this.#checkAcknowledgement(link, decoding.readVarUint(decoder));
        }
        link.send('server', frame);
      },
      received: 0,
      buffered: 0,
      close: end,
      ping: () => link.ping('server'),
      terminate: () => end(null),
    };
  }

  #endSession(server: Server, link: SimulatedConnection): void {
    const session = server.sessions.get(link);
    server.sessions.delete(link);
    this.#links.delete(link);
    if (server.alive) session?.end();
  }

  /** kill -9: its peers may hear of it, or not. */
  #kill(): void {
    const server = this.#anyServer();
    if (server === null) return;
    this.#report.crashes++;
    this.#end(server);
    for (const link of server.sessions.keys()) {
      this.#links.delete(link);
      if (this.#random.chance(0.7)) link.reset();
      else link.stall();
    }
  }

  #end(server: Server): void {
    server.alive = false;
    void server.bus?.close();
    this.#servers[this.#servers.indexOf(server)] = null;
  }

  /** SIGTERM, as main.ts handles it; the store may fail all the while. */
  async #drain(): Promise<void> {
    const server = this.#anyServer();
    if (server === null || server.rooms.draining) return;
    this.#report.drains++;
    const pause = (time: number) => new Promise<void>((resolve) => server.clock.after(time, resolve));
    await Promise.race([server.rooms.drain(), pause(limits.drain)]);
    for (const [link, session] of [...server.sessions]) {
      session.close(CloseCode.restarting, 'the server is restarting');
      this.#endSession(server, link);
    }
    await Promise.race([server.rooms.flush(), pause(limits.goodbye)]);
    if (server.alive) this.#end(server);
  }

  /** Deletes the document, and tries again every second until it is deleted. */
  async #delete(): Promise<void> {
    while (this.#disk.get('plan') !== 'deleted') {
      this.#startAll();
      void this.#anyServer()!
        .store.delete('plan')
        .catch(() => {});
      await new Promise<void>((resolve) => this.#clock.after(1_000, resolve));
    }
  }

  /** Notes an Ack that leaves before the updates that it acknowledges are on the disk. */
  #checkAcknowledgement(link: SimulatedConnection, count: number): void {
    this.#report.acknowledgements++;
    if (this.#disk.get('plan') === 'deleted') return;
    const durable = Y.snapshot(this.#readDisk());
    this.#tooEarly ||= link.counted.slice(0, count).some((update) => !Y.snapshotContainsUpdate(durable, update));
  }

  #readDisk(): Y.Doc {
    const document = this.#disk.get('plan');
    assert.ok(document !== undefined && document !== 'deleted');
    const { snapshot, log, lastSequence } = document;
    const fresh = log.filter(({ sequence }) => sequence > this.#durableSequence);
    if (snapshot !== null && fresh[0]?.sequence !== this.#durableSequence + 1) Y.applyUpdate(this.#durable, snapshot);
    for (const { update } of fresh) Y.applyUpdate(this.#durable, update);
    this.#durableSequence = lastSequence;
    return this.#durable;
  }

  #checkEnd(): void {
    assert.ok(!this.#tooEarly, 'an update was acknowledged that was not on the disk');
    this.#report.refused = this.#clients.filter(({ refused }) => refused !== null).length;
    if (this.#withDeletion) {
      assert.equal(this.#disk.get('plan'), 'deleted', 'a deleted document was brought back');
      for (const { refused } of this.#clients) {
        assert.equal(refused, CloseCode.deleted, 'a client did not hear of the deletion');
      }
      return;
    }
    const loaded = this.#load();
    assert.ok(!loaded.store.clients.has(hostileClient), 'part of a refused update was stored');
    for (const client of this.#clients) {
      assert.equal(client.refused, null, 'a client was refused');
      assert.deepEqual(contentOf(client.doc), contentOf(loaded), 'a client and the reloaded document differ');
      assert.ok(client.isSaved, 'an update of a client was not acknowledged in the end');
      const snapshot = Y.snapshot(loaded);
      for (const update of client.promised) {
        assert.ok(Y.snapshotContainsUpdate(snapshot, update), 'an acknowledged update is not in the reloaded document');
      }
    }
    loaded.destroy();
  }

  #load(): Y.Doc {
    const document = this.#disk.get('plan');
    assert.ok(document !== undefined && document !== 'deleted');
    const doc = new Y.Doc();
    if (document.snapshot !== null) Y.applyUpdate(doc, document.snapshot);
    for (const { update } of document.log) Y.applyUpdate(doc, update);
    assert.equal(doc.store.pendingStructs, null, 'the reloaded document depends on updates that are missing');
    return doc;
  }

  /** Ends all sessions, so that the room leaves memory and is compacted. */
  async #checkLeaving(): Promise<void> {
    this.#isOver = true;
    for (const [link, session] of this.#servers.flatMap((server) => [...server!.sessions])) {
      link.stall();
      session.end();
    }
    await this.#clock.advance(2 * limits.idleRoom);
    for (const server of this.#servers) assert.deepEqual(await server!.rooms.unstored(), []);
    const document = this.#disk.get('plan');
    if (document !== undefined && document !== 'deleted') {
      assert.equal(document.log.length, 0, 'an idle room was not compacted');
    }
    await settled();
  }
}

/** The body with the keys of its markers, the title, and how much of each client's work is there. */
function contentOf(doc: Y.Doc): unknown {
  const stateVector = [...Y.decodeStateVector(Y.encodeStateVector(doc))].sort(([a], [b]) => a - b);
  const body = (bodyOf(doc).toDelta() as { insert: unknown }[]).map(({ insert, ...rest }) => ({
    insert: insert instanceof Y.Map ? { keys: insert.toJSON() as unknown } : insert,
    ...rest,
  }));
  return { body, title: doc.getText(titleName).toJSON(), stateVector };
}

function sessionOn(channel: Channel, epoch: string | null, { rooms, clock }: Server): Session {
  return new Session({ ...joinRequest('plan'), epoch }, channel, {
    rooms,
    authority: openToAll,
    log: silent,
    clock,
  });
}
