// One request over plain HTTP in the simulation, and its answer. Each has a connection of its own, so that requests
// overtake each other. On the way everything may be lost, repeated, late or cut, also after the client gave up.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../clock.ts';
import type { Random } from '../random.ts';
import type { httpFaults } from './faults.ts';
import { type HttpRequest, SimulatedRequest, SimulatedResponse } from './http-messages.ts';

/** What answers requests. */
export interface HttpServer {
  readonly alive: boolean;
  takes(request: IncomingMessage, response: ServerResponse & SimulatedResponse): boolean;
}

/** The network between a client and its server. */
export interface Network {
  readonly clock: Clock;
  readonly random: Random;
  /** The milliseconds that the next piece takes. */
  latency(): number;
  /** Says whether a fault that chance has drawn happens. */
  occurs(fault: Exclude<(typeof httpFaults)[number], 'change'>): boolean;
  /** Null when the server cannot be reached now. */
  server(): HttpServer | null;
}

/** What the client hears. After `answered` or `failed` there is nothing more. */
export interface Listener {
  /** A piece of a stream of events. */
  piece?(text: string): void;
  /** The whole answer; of a stream, its end. */
  answered(status: number, body: Uint8Array): void;
  /** The connection broke. */
  failed(): void;
}

/** The longest delay of what is late, in milliseconds: no client waits as long, save for a poll. */
const longestDelay = 6_000;
/** In milliseconds: what was sent before a connection breaks has arrived by then. */
const longestLatency = 500;
/** The characters of a stream after which it is cut, at most. */
const longestStream = 2_000;

export class Exchange {
  readonly #network: Network;
  readonly #request: HttpRequest;
  readonly #visits = new Set<Visit>();
  #listener: Listener | null;
  /** Nothing arrives any more, and neither side knows. */
  #isStalled = false;
  /** Whether what has not arrived yet will not. */
  #isLost = false;

  constructor(network: Network, request: HttpRequest, listener: Listener) {
    this.#network = network;
    this.#request = request;
    this.#listener = listener;
    this.#send();
  }

  /** Whether the client waits for something. */
  get isOpen(): boolean {
    return this.#listener !== null;
  }

  get isStalled(): boolean {
    return this.#isStalled;
  }

  /** The client gives up. The request may arrive all the same, and the server need not hear of it. */
  abort(): void {
    const { clock, random } = this.#network;
    this.#listener = null;
    this.#isLost = random.chance(0.3);
    if (random.chance(0.7)) clock.after(this.#network.latency(), () => this.#closeVisits());
  }

  stall(): void {
    this.#isStalled = true;
  }

  /** Breaks the connection: both sides learn of it at once. */
  reset(): void {
    this.#isLost = true;
    this.#closeVisits();
    this.fail();
  }

  /** The client hears something. */
  hear(act: (listener: Listener) => void): void {
    if (!this.#isStalled && this.#listener !== null) act(this.#listener);
  }

  /** The client hears the end, by `act`. */
  end(act: (listener: Listener) => void): void {
    if (this.#isStalled) return;
    const listener = this.#listener;
    this.#listener = null;
    if (listener !== null) act(listener);
  }

  fail(): void {
    this.end((listener) => listener.failed());
  }

  /** Something is lost: the client learns so after a while, or not at all. */
  lose(): void {
    const { clock, random } = this.#network;
    if (random.chance(0.5)) clock.after(this.#network.latency(), () => this.fail());
  }

  #send(): void {
    const { random } = this.#network;
    const delay = this.#network.latency() + this.delay('lateRequest');
    if (this.chance(0.05, 'loseRequest')) return this.lose();
    if (!this.chance(0.05, 'repeatRequest')) return this.#arriveAfter(delay, true);
    // A proxy repeats a request when its connection to the server breaks; the answer to either one is passed on.
    const isFirstAnswered = random.chance(0.5);
    this.#arriveAfter(delay, isFirstAnswered);
    this.#arriveAfter(delay + random.below(longestDelay), !isFirstAnswered);
  }

  #arriveAfter(delay: number, isAnswered: boolean): void {
    this.#network.clock.after(delay, () => {
      if (this.#isStalled || this.#isLost) return;
      const server = this.#network.server();
      if (server === null) return this.lose();
      const visit = new Visit(this, this.#network, server, this.#request, isAnswered);
      this.#visits.add(visit);
      visit.begin(this.#request.body);
    });
  }

  #closeVisits(): void {
    for (const visit of this.#visits) visit.breakOff();
  }

  /** The server is done with a request. */
  left(visit: Visit): void {
    this.#visits.delete(visit);
  }

  chance(probability: number, fault: Parameters<Network['occurs']>[0]): boolean {
    return this.#network.random.chance(probability) && this.#network.occurs(fault);
  }

  /** The milliseconds by which something is late. */
  delay(fault: 'lateRequest' | 'lateAnswer'): number {
    return this.chance(0.05, fault) ? this.#network.random.below(longestDelay) : 0;
  }
}

/** A request that has arrived, and its answer. A repeated request arrives twice. */
class Visit {
  readonly #exchange: Exchange;
  readonly #network: Network;
  readonly #server: HttpServer;
  /** Whether the client gets what the server answers. */
  readonly #isAnswered: boolean;
  readonly #request: SimulatedRequest;
  readonly #response: SimulatedResponse;
  /** Whether the server knows that the connection is gone, and whether it broke. */
  #isClosed = false;
  #isBroken = false;
  /** When the last piece of the answer arrives: no piece overtakes another. */
  #arrival = 0;

  constructor(exchange: Exchange, network: Network, server: HttpServer, request: HttpRequest, isAnswered: boolean) {
    this.#exchange = exchange;
    this.#network = network;
    this.#server = server;
    this.#isAnswered = isAnswered;
    this.#request = new SimulatedRequest(request, () => this.#destroy());
    this.#response = new SimulatedResponse({
      stream: () => this.#stream(),
      answer: (status, body) => this.#answer(status, body),
      destroy: () => this.#destroy(),
    });
  }

  begin(body: Uint8Array): void {
    const { clock, random } = this.#network;
    const response = this.#response as unknown as ServerResponse & SimulatedResponse;
    this.#server.takes(this.#request as unknown as IncomingMessage, response);
    if (body.length > 1 && this.#exchange.chance(0.05, 'cutBody')) {
      this.#request.arrive(body.subarray(0, 1 + random.below(body.length - 1)));
      return this.#breakAfter(this.#network.latency());
    }
    const first = random.chance(0.2) ? random.below(body.length) : body.length;
    this.#request.arrive(body.subarray(0, first));
    clock.after(first < body.length ? this.#network.latency() : 0, () => {
      if (this.#isClosed || !this.#isHeard) return;
      this.#request.arrive(body.subarray(first));
      this.#request.end();
    });
  }

  /** The connection breaks: the server learns so, and what it has sent is lost. */
  breakOff(): void {
    if (!this.#isHeard) return;
    this.#isBroken = true;
    this.#close();
  }

  /** Whether the server hears of anything that happens. */
  get #isHeard(): boolean {
    return this.#server.alive && !this.#exchange.isStalled;
  }

  #close(): void {
    if (this.#isClosed || !this.#server.alive) return;
    this.#isClosed = true;
    this.#exchange.left(this);
    this.#request.close();
    this.#response.close();
  }

  #destroy(): void {
    if (this.#isClosed) return;
    this.#isBroken = true;
    this.#close();
    if (this.#isAnswered) this.#network.clock.after(this.#network.latency(), () => this.#exchange.fail());
  }

  /** Both sides learn of a broken connection, each after a while, or the client not at all. */
  #breakAfter(delay: number): void {
    this.#network.clock.after(delay, () => this.breakOff());
    this.#exchange.lose();
  }

  /** Answers by a stream. Gives what sends a piece. */
  #stream(): (text: string, isLast: boolean) => void {
    const { random } = this.#network;
    const isHeld = this.#exchange.chance(0.2, 'bufferStream'); // a proxy passes all of it on in the end
    let held = '';
    let left = random.chance(0.5) ? random.below(longestStream) : Infinity;
    let isCut = false;
    return (text, isLast) => {
      if (isCut) return;
      isCut = text.length > left && this.#network.occurs('cutStream');
      const arriving = isCut ? text.slice(0, left) : text;
      left -= arriving.length;
      if (isCut) this.#breakAfter(longestLatency + random.below(longestDelay));
      this.#arrive(arriving.length, () => {
        held += arriving;
        if (!isHeld || isLast) this.#exchange.hear((listener) => listener.piece?.(held));
        if (!isHeld) held = '';
        if (isLast && !isCut) this.#finish(200, new Uint8Array(0));
      });
    };
  }

  #answer(status: number, body: Uint8Array): void {
    if (this.#exchange.chance(0.05, 'loseAnswer')) return this.#breakAfter(this.#network.latency());
    this.#arrival = this.#network.clock.now() + this.#exchange.delay('lateAnswer');
    // Node may say that an answer is sent long before the client has it.
    if (this.#network.random.chance(0.5)) this.#network.clock.after(0, () => this.#close());
    this.#arrive(body.length, () => this.#finish(status, body));
  }

  #finish(status: number, body: Uint8Array): void {
    this.#exchange.end((listener) => listener.answered(status, body));
    this.#close();
  }

  /** `bytes` of the answer arrive after those before them, and then `act` happens. */
  #arrive(bytes: number, act: () => void): void {
    const { clock } = this.#network;
    this.#arrival = Math.max(this.#arrival, clock.now() + this.#network.latency());
    this.#response.writableLength += bytes;
    clock.after(this.#arrival - clock.now(), () => {
      if (this.#isBroken || this.#exchange.isStalled) return;
      if (this.#server.alive) this.#response.sent(bytes);
      if (this.#isAnswered) act();
      else this.#close();
    });
  }
}
