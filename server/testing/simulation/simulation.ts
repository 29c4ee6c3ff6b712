// A whole life of a document, which follows from its seed. The sessions, the rooms and what answers requests are the
// real ones. The rest is simulated: the clock; clients that edit at random; a network that delays, stalls and loses
// frames and requests; a store that fails, hangs, and forgets open requests when its server is killed; and, between
// several servers of one store, a bus that is as bad as the network. The same life happens in the same way each time.

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
import type { ResumableChannel } from '../../connection/resumable.ts';
import { Session } from '../../connection/session.ts';
import { applyInOrder } from '../../document/pending.ts';
import { type Disk, MemoryStore } from '../../store/memory.ts';
import type { Store } from '../../store/store.ts';
import { settled, TestClock } from '../clock.ts';
import { Client } from './client.ts';
import { Exchange, type SimulatedBus } from './bus.ts';
import { Counts } from './counts.ts';
import type { Fault } from './faults.ts';
import { HttpLine } from './http-line.ts';
import { SimulatedHttpServer } from './http-server.ts';
import { type Line, SimulatedConnection } from './link.ts';
import { type Life, type Plan, planOf, rushLength, type Step, turmoilOf } from './plan.ts';
import { Random } from '../random.ts';

const silent = pino({ level: 'silent' });
/** Client 1 is that of the seed. */
const firstClient = 2;
const hostileClient = 666;
/** The quiet time after the turmoil, in which everything must heal, in milliseconds. */
const peace = 60_000;
/** Most faults that last for a time end in less than that. */
const longestFault = 5_000;
/** What a server has is on the disk after that time: another server looks, waits, looks again, and appends. */
const soon = limits.neighbourAppend + 2 * limits.neighbourTick + 1_000;

/**
 * Lives one life, and counts what happens. Throws an AssertionError when a rule was broken. See `rules`.
 *
 *     await live(lifeOf(1, false));
 */
export async function live(life: Life, counts = new Counts()): Promise<Counts> {
  await new Simulation(life, counts).live();
  return counts;
}

/** A server from its start to its end. Once it is not `alive`, nothing that it has begun goes on. */
interface Server {
  readonly place: number;
  readonly store: Store;
  readonly rooms: Rooms;
  /** By their channels over plain HTTP, or by their connections. */
  readonly sessions: Map<SimulatedConnection | ResumableChannel, Session>;
  readonly http: SimulatedHttpServer;
  readonly clock: Clock;
  readonly bus: SimulatedBus | null;
  readonly health: Health;
  alive: boolean;
}

/** How a server finds its store and the bus. */
interface Health {
  /** Until when the last request to the store that failed or was slow may put off others. */
  troubledUntil: number;
  /** When the bus was last cut off. */
  cutAt: number;
  /** Requests wait for this; null while the store does not hang. */
  hang: Promise<void> | null;
  endHang: () => void;
}

class Simulation {
  readonly #clock = new TestClock();
  readonly #life: Life;
  readonly #plan: Plan;
  readonly #counts: Counts;
  readonly #disk: Disk = new Map();
  /** The document on the disk, up to `#durableSequence`. */
  #durable = new Y.Doc();
  #durableSequence = 0;
  /** By their numbers. */
  readonly #clients = new Map<number, Client>();
  readonly #links = new Map<Line, Server>();
  /** Those over plain HTTP, by their names: also those that are over, as late requests name them. */
  readonly #httpLines = new Map<string, HttpLine>();
  /** Null for a server that does not run. */
  readonly #servers: (Server | null)[];
  readonly #storeRandoms: readonly Random[];
  readonly #exchange: Exchange;
  /** The number of outages that are under way. */
  #outages = 0;
  #calm = false;
  #isOver = false;
  #tooEarly = false;
  #tooLate = false;
  #unreached = false;
  #rushes = false;
  #withDeletion = false;

  constructor(life: Life, counts: Counts) {
    this.#life = life;
    this.#plan = planOf(life.seed);
    this.#counts = counts;
    this.#storeRandoms = this.#plan.storeSeeds.map((seed) => new Random(seed));
    this.#exchange = new Exchange(this.#clock, new Random(this.#plan.busSeed), (fault) => this.#occurs(fault));
    this.#servers = Array<null>(life.servers).fill(null);
  }

  async live(): Promise<void> {
    try {
      await this.#run();
    } finally {
      this.#destroy();
    }
  }

  async #run(): Promise<void> {
    this.#startAll();
    for (let number = 0; number < this.#plan.firstClients; number++) this.#addClient(number);
    this.#performFrom(0);
    this.#watch();
    await this.#advance(turmoilOf(this.#life));
    this.#calm = true;
    for (const server of this.#servers) {
      server?.bus?.restore();
      server?.health.endHang();
    }
    for (let waited = 0; waited < peace; waited += 10_000) {
      this.#startAll(); // one may have begun to end just before
      await this.#advance(10_000);
    }
    this.#checkEnd();
    await this.#checkLeaving();
  }

  /** A life ends soon after it broke a rule that is checked all the time. */
  async #advance(time: number): Promise<void> {
    for (let passed = 0; passed < time; passed += 1_000) {
      await this.#clock.advance(1_000);
      assert.ok(!this.#tooEarly, 'an update was acknowledged that was not on the disk');
      assert.ok(!this.#tooLate, 'content was not on the disk for seconds, though the store worked');
      assert.ok(!this.#unreached, 'what was on the disk did not reach a client for seconds');
    }
  }

  #destroy(): void {
    for (const { doc } of this.#clients.values()) doc.destroy();
    this.#durable.destroy();
  }

  /** Whether a fault happens that chance has drawn. */
  #occurs(fault: Fault): boolean {
    if (this.#calm || !this.#life.faults.includes(fault)) return false;
    this.#counts.happened(fault);
    return true;
  }

  #addClient(number: number): boolean {
    if (number >= this.#life.clients) return false;
    const client = new Client(firstClient + number, this.#plan.clients[number]!, {
      clock: this.#clock,
      connect: (client, epoch) => this.#connect(client, epoch),
    });
    this.#clients.set(number, client);
    return true;
  }

  /** One step after another: the clock looks through all timers that are set. */
  #performFrom(index: number): void {
    const step = this.#plan.steps[this.#life.steps[index] ?? Infinity];
    if (step === undefined) return;
    this.#clock.after(step.at - this.#clock.now(), () => {
      this.#perform(step);
      this.#performFrom(index + 1);
    });
  }

  #perform({ act, client, seed }: Step): void {
    const random = new Random(seed);
    if (act === 'edit') {
      this.#clients.get(client!)?.edit(random);
      this.#counts.edits++;
    } else if (act === 'write') {
      const writers = this.#writers();
      if (writers.length > 0) random.oneOf(writers).write(random);
    } else if (this.#life.faults.includes(act) && this.#disturb(act, client, random)) {
      this.#counts.happened(act);
    }
  }

  /** False when there was nothing to disturb. */
  #disturb(fault: Fault, client: number | null, random: Random): boolean {
    const server = random.oneOf(this.#servers);
    const link = this.#links.size > 0 ? random.oneOf([...this.#links.keys()]) : null;
    const duration = random.below(longestFault);
    switch (fault) {
      case 'cut':
        if (link instanceof SimulatedConnection) this.#links.delete(link); // a session over HTTP goes on
        link?.reset();
        return link !== null;
      case 'stall':
        link?.stall();
        return link !== null;
      case 'leave':
        if (this.#clients.size > 0) random.oneOf([...this.#clients.values()]).disconnect();
        return this.#clients.size > 0;
      case 'change':
        return this.#change(random);
      case 'newcomer':
        return this.#addClient(client!);
      case 'rush':
        this.#clock.after(rushLength, () => (this.#rushes = false));
        return (this.#rushes = true);
      case 'outage':
        this.#outages++;
        this.#clock.after(duration, () => this.#outages--);
        return true;
      case 'delete':
        this.#withDeletion = true;
        void this.#delete(random);
        return true;
    }
    if (server === null) return false;
    switch (fault) {
      case 'attack':
        return this.#attack(server, random);
      case 'kill':
        return this.#kill(server, duration, random);
      case 'drain':
        return this.#drain(server, duration);
      case 'hang':
        return this.#hang(server, 2 * longestFault + 2 * duration);
      case 'cutBus':
        server.bus?.cut();
        server.clock.after(duration, () => {
          server.health.cutAt = this.#clock.now();
          server.bus?.restore();
        });
        return server.bus !== null;
      default:
        throw new Error(`no step: ${fault}`);
    }
  }

  /** The clients of the server that hangs, or else of the first that has any, while there is a rush. */
  #writers(): Client[] {
    if (!this.#rushes || this.#calm) return [];
    const connected = [...this.#clients.values()].flatMap((client) => {
      const server = client.link && this.#links.get(client.link);
      return server ? [{ client, server }] : [];
    });
    const first = connected.toSorted((a, b) => a.server.place - b.server.place);
    const chosen = (first.find(({ server }) => server.health.hang !== null) ?? first[0])?.server;
    return connected.filter(({ server }) => server === chosen).map(({ client }) => client);
  }

  /** A hostile client connects, and sends an update that throws when it is applied or encoded. */
  #attack(server: Server, random: Random): boolean {
    if (server.rooms.draining) return false;
    const channel: Channel = {
      speaksQuire: false,
      received: 0,
      buffered: 0,
      send: () => {},
      close: () => {},
      ping: () => {},
      terminate: () => {},
    };
    const session = sessionOn(channel, null, server);
    const breaking = random.oneOf([breaksWhenApplied, breaksWhenWritten])(hostileClient);
    server.clock.after(random.below(100), () => session.receive(encodeUpdate(breaking), true));
    server.clock.after(10_000, () => session.end());
    return true;
  }

  #startAll(): void {
    for (const [place, server] of this.#servers.entries()) if (server === null) this.#start(place);
  }

  #start(place: number): void {
    const life = { alive: true };
    const clock = this.#clockOf(life);
    const bus = this.#servers.length > 1 ? this.#exchange.bus() : null;
    const health: Health = { troubledUntil: -Infinity, cutAt: -Infinity, hang: null, endHang: () => {} };
    const { store, rooms } = openRoomsOn(this.#storeOf(clock, health, this.#storeRandoms[place]!), clock, silent, bus);
    const sessions: Server['sessions'] = new Map();
    const http = new SimulatedHttpServer({
      clock,
      store,
      rooms,
      log: silent,
      isAlive: () => life.alive,
      opened: (line, channel, session) => this.#opened(server, this.#httpLines.get(line)!, channel, session),
    });
    const server: Server = Object.assign(life, { place, clock, store, rooms, http, bus, sessions, health });
    this.#servers[place] = server;
    const beat = () => {
      for (const [link, session] of server.sessions) if (link instanceof SimulatedConnection) session.heartbeat();
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
  #storeOf(clock: Clock, health: Health, random: Random): MemoryStore {
    let last: Promise<unknown> = Promise.resolve();
    /** The request or its answer is on its way: true when it is lost. */
    const travel = async (loss: 'error' | 'lostAnswer'): Promise<boolean> => {
      const delay = random.chance(0.02) && this.#occurs('slowStore') ? random.below(3_000) : random.below(10);
      const troubled = (time: number) => {
        health.troubledUntil = Math.max(health.troubledUntil, clock.now() + time);
      };
      if (delay > 10) troubled(delay);
      await new Promise<void>((resolve) => clock.after(delay, resolve));
      if (health.hang !== null) await health.hang.then(() => troubled(0));
      const fails = (random.chance(0.01) && this.#occurs(loss)) || (this.#outages > 0 && !this.#calm);
      if (fails) troubled(limits.longestRetry);
      return fails;
    };
    return new MemoryStore(this.#disk, (act) => {
      const answer = last.then(async () => {
        if (await travel('error')) throw new Error('no space left');
        const result = act();
        if (await travel('lostAnswer')) throw new Error('the answer was lost');
        return result;
      });
      last = answer.catch(() => {});
      return answer;
    });
  }

  #hang({ health, clock }: Server, duration: number): boolean {
    if (health.hang !== null) return false;
    health.hang = new Promise((resolve) => {
      health.endHang = () => {
        health.hang = null;
        resolve();
      };
    });
    clock.after(duration, health.endHang);
    return true;
  }

  #connect(client: Client, epoch: string | null): Line | null {
    const { random } = client;
    const server = random.oneOf(this.#servers);
    if (random.chance(0.1) && this.#occurs('unreachable')) return null;
    const slowest = random.chance(0.2) && this.#occurs('slowLink') ? 500 : 20;
    if (server === null || this.#isOver || server.rooms.draining) return null;
    if (this.#life.isOnHttp && this.#isOnHttp(client)) return this.#openHttpLine(server, client, epoch, slowest);
    const link = new SimulatedConnection(this.#clock, () => random.below(slowest));
    const session = sessionOn(this.#channelOf(link, server, client), epoch, server);
    link.attach('server', {
      receive: (frame) => server.alive && session.receive(frame, true),
      ping: () => session.receiveControlFrame(0),
      closed: () => this.#endSession(server, link),
    });
    server.sessions.set(link, session);
    this.#links.set(link, server);
    return link;
  }

  #isOnHttp(client: Client): boolean {
    return this.#plan.clients[client.doc.clientID - firstClient]!.isOnHttp;
  }

  /** All requests of the line go to the place of `server`, whatever server is there. */
  #openHttpLine({ place }: Server, client: Client, epoch: string | null, slowest: number): HttpLine {
    const name = String(this.#httpLines.size);
    const random = new Random(client.random.below(2 ** 31));
    const line = new HttpLine({
      name,
      random,
      epoch,
      speaksQuire: client.speaksQuire,
      clock: this.#clock,
      latency: () => random.below(slowest),
      occurs: (fault) => this.#occurs(fault),
      server: () => (this.#isOver ? null : (this.#servers[place]?.http ?? null)),
      arrived: () => this.#counts.checked('got'),
      over: () => this.#links.delete(line),
    });
    this.#httpLines.set(name, line);
    this.#links.set(line, this.#servers[place]!);
    return line;
  }

  /** A request of `line` opened a session: its channel is watched, as is what the session gets from the client. */
  #opened(server: Server, line: HttpLine, channel: ResumableChannel, session: Session): void {
    server.sessions.set(channel, session);
    channel.on('close', () => server.sessions.delete(channel));
    const beat = () => {
      if (!server.sessions.has(channel)) return;
      session.heartbeat();
      server.clock.after(limits.heartbeatInterval, beat);
    };
    server.clock.after(line.random.below(limits.heartbeatInterval), beat);
    const { close, send } = channel;
    channel.close = (code, reason) => {
      close.call(channel, code, reason);
      if (line.random.chance(0.2)) server.clock.after(0, beat); // which falls into the end of few sessions by itself
    };
    channel.send = (frame) => {
      this.#checkIfAcknowledgement(line, frame);
      send.call(channel, frame);
    };
    const { receive } = session;
    let received = 0;
    session.receive = (frame, isBinary) => {
      this.#counts.checked('taken');
      const next = line.sent[received++];
      assert.ok(next !== undefined && Buffer.from(next).equals(frame), 'a frame was taken twice, or not in order');
      receive.call(session, frame, isBinary);
    };
  }

  /** A client over plain HTTP changes the carrier of its session. */
  #change(random: Random): boolean {
    const lines = [...this.#links.keys()].filter((line) => line instanceof HttpLine);
    return lines.length > 0 && random.oneOf(lines).change();
  }

  #channelOf(link: SimulatedConnection, server: Server, client: Client) {
    const end = (code: number | null) => {
      link.close('server', code);
      this.#endSession(server, link);
    };
    return {
      speaksQuire: client.speaksQuire,
      send: (frame: Uint8Array) => {
        this.#checkIfAcknowledgement(link, frame);
        link.send('server', frame);
      },
      received: 0,
      buffered: 0,
      close: end,
      ping: () => link.ping('server'),
      terminate: () => end(null),
    };
  }

  #endSession(server: Server, link: SimulatedConnection | ResumableChannel): void {
    const session = server.sessions.get(link);
    server.sessions.delete(link);
    if (link instanceof SimulatedConnection) this.#links.delete(link);
    if (server.alive) session?.end();
  }

  /** kill -9: its peers may hear of it, or not. */
  #kill(server: Server, downtime: number, random: Random): boolean {
    this.#end(server, downtime);
    for (const link of this.#linksOf(server)) {
      if (random.chance(0.7)) link.reset();
      else link.stall();
    }
    return true;
  }

  /** Forgets the links to a server, and gives them. */
  #linksOf(server: Server): Line[] {
    const links = [...this.#links].filter(([, other]) => other === server).map(([link]) => link);
    for (const link of links) this.#links.delete(link);
    return links;
  }

  /** Ends a server at once. Another one starts in its place after a while. */
  #end(server: Server, downtime: number): void {
    const { place } = server;
    server.alive = false;
    void server.bus?.close();
    this.#servers[place] = null;
    this.#clock.after(downtime, () => {
      if (this.#servers[place] === null) this.#start(place);
    });
  }

  #drain(server: Server, downtime: number): boolean {
    if (server.rooms.draining) return false;
    void this.#endGently(server, downtime);
    return true;
  }

  /** SIGTERM, as main.ts handles it; the store may fail all the while. */
  async #endGently(server: Server, downtime: number): Promise<void> {
    const pause = (time: number) => new Promise<void>((resolve) => server.clock.after(time, resolve));
    await Promise.race([server.rooms.drain(), pause(limits.drain)]);
    for (const [link, session] of [...server.sessions]) {
      session.close(CloseCode.restarting, 'the server is restarting');
      this.#endSession(server, link);
    }
    await Promise.race([server.rooms.flush(), pause(limits.goodbye)]);
    if (!server.alive) return;
    this.#end(server, downtime);
    for (const link of this.#linksOf(server)) link.reset();
  }

  /** Deletes the document, and tries again every second until it is deleted. */
  async #delete(random: Random): Promise<void> {
    while (this.#disk.get('plan') !== 'deleted') {
      this.#startAll();
      void random
        .oneOf(this.#servers)!
        .store.delete('plan')
        .catch(() => {});
      await new Promise<void>((resolve) => this.#clock.after(1_000, resolve));
    }
  }

  /** Looks every second what each client has, and what the disk has, and whether the other one has it soon. */
  #watch(): void {
    const since = this.#clock.now();
    const source = this.#source();
    const stored = this.#hasDocument ? stateOf(this.#readDisk()) : new Map<number, number>();
    for (const client of this.#clients.values()) {
      const { link } = client;
      const server = link && this.#links.get(link);
      if (!server) continue;
      const seen = stateOf(client.doc);
      this.#clock.after(soon, () => {
        if (client.link !== link || !link.isSoundSince(since) || !this.#hasDocument || !worked(server, since)) return;
        this.#counts.checked('soon');
        this.#tooLate ||= lacks(this.#readDisk(), seen);
        if (source === null || source === server || source !== this.#source()) return;
        if (!worked(source, since) || !heard(source, since) || !heard(server, since)) return;
        this.#counts.checked('reached');
        this.#unreached ||= lacks(client.doc, stored);
      });
    }
    this.#clock.after(1_000, () => {
      if (!this.#calm) this.#watch();
    });
  }

  /** The server from which the others hear of the log all the time, while there is a rush. */
  #source(): Server | null {
    const link = this.#writers()[0]?.link;
    return (link && this.#links.get(link)) ?? null;
  }

  get #hasDocument(): boolean {
    return this.#disk.has('plan') && this.#disk.get('plan') !== 'deleted';
  }

  #checkIfAcknowledgement(link: Line, frame: Uint8Array): void {
    const decoder = decoding.createDecoder(frame);
    if (decoding.readVarUint(decoder) === MessageType.ack) {
      this.#checkAcknowledgement(link, decoding.readVarUint(decoder));
    }
  }

  /** Notes an Ack that leaves before the updates that it acknowledges are on the disk. */
  #checkAcknowledgement(link: Line, count: number): void {
    if (!this.#hasDocument) return;
    this.#counts.checked('durable');
    const durable = Y.snapshot(this.#readDisk());
    this.#tooEarly ||= link.counted.slice(0, count).some((update) => !Y.snapshotContainsUpdate(durable, update));
  }

  #readDisk(): Y.Doc {
    const document = this.#disk.get('plan');
    assert.ok(document !== undefined && document !== 'deleted');
    const { snapshot, log, lastSequence } = document;
    const fresh = log.filter(({ sequence }) => sequence > this.#durableSequence);
    const base = snapshot !== null && fresh[0]?.sequence !== this.#durableSequence + 1 ? [snapshot] : [];
    applyInOrder(this.#durable, [...base, ...fresh.map(({ update }) => update)]);
    this.#durableSequence = lastSequence;
    return this.#durable;
  }

  #checkEnd(): void {
    if (this.#withDeletion) return this.#checkDeletion();
    const loaded = this.#load();
    assert.ok(!loaded.store.clients.has(hostileClient), 'part of a refused update was stored');
    const snapshot = Y.snapshot(loaded);
    for (const client of this.#clients.values()) {
      assert.equal(client.refused, null, 'a client was refused');
      this.#counts.checked('equal');
      assert.deepEqual(contentOf(client.doc), contentOf(loaded), 'a client and the reloaded document differ');
      this.#counts.checked('saved');
      assert.ok(client.isSaved, 'an update of a client was not acknowledged in the end');
      for (const update of client.promised) {
        this.#counts.checked('kept');
        assert.ok(Y.snapshotContainsUpdate(snapshot, update), 'an acknowledged update is not in the reloaded document');
      }
    }
    loaded.destroy();
  }

  #checkDeletion(): void {
    assert.equal(this.#disk.get('plan'), 'deleted', 'a deleted document was brought back');
    for (const { refused } of this.#clients.values()) {
      this.#counts.checked('deleted');
      assert.equal(refused, CloseCode.deleted, 'a client did not hear of the deletion');
    }
  }

  #load(): Y.Doc {
    const document = this.#disk.get('plan');
    assert.ok(document !== undefined && document !== 'deleted');
    const { snapshot, log } = document;
    const doc = new Y.Doc();
    applyInOrder(doc, [...(snapshot === null ? [] : [snapshot]), ...log.map(({ update }) => update)]);
    assert.equal(doc.store.pendingStructs, null, 'the reloaded document depends on updates that are missing');
    return doc;
  }

  /** Ends all sessions, so that the room leaves memory and is compacted. Those over plain HTTP end by themselves. */
  async #checkLeaving(): Promise<void> {
    this.#isOver = true;
    for (const line of this.#httpLines.values()) line.abandon();
    for (const [link, session] of this.#servers.flatMap((server) => [...server!.sessions])) {
      if (!(link instanceof SimulatedConnection)) continue;
      link.stall();
      session.end();
    }
    await this.#clock.advance((this.#life.isOnHttp ? 4 : 2) * limits.idleRoom);
    for (const server of this.#servers) assert.deepEqual(await server!.rooms.unstored(), []);
    const document = this.#disk.get('plan');
    if (document !== undefined && document !== 'deleted') {
      this.#counts.checked('compacted');
      assert.equal(document.log.length, 0, 'an idle room was not compacted');
    }
    for (const server of this.#servers) {
      this.#counts.checked('ended');
      const left = [...server!.sessions.keys()].filter((link) => !(link instanceof SimulatedConnection));
      assert.equal(left.length, 0, 'a session over plain HTTP outlived its client');
      assert.equal(server!.http.openCarriers, 0, 'a carrier outlived its session');
    }
    await settled();
  }
}

/** Whether the store of a server has worked since then, and nothing waits to be tried again. */
function worked({ alive, health }: Server, since: number): boolean {
  return alive && health.hang === null && health.troubledUntil < since;
}

/** Whether the bus of a server has worked since then. */
function heard({ bus, health }: Server, since: number): boolean {
  return bus !== null && bus.isUp && health.cutAt < since;
}

const stateOf = (doc: Y.Doc): Map<number, number> => Y.decodeStateVector(Y.encodeStateVector(doc));

/** Whether a document lacks something of this state. */
function lacks(doc: Y.Doc, state: ReadonlyMap<number, number>): boolean {
  return [...state].some(([clientID, clock]) => Y.getState(doc.store, clientID) < clock);
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
