// The client's end of a session over plain HTTP in the simulation, after PROTOCOL.md: it brings frames by one POST at a
// time, and gets them by a stream, by polls or on a WebSocket. It repeats what is not answered, and throws when a frame
// of the server is missing, or comes again as another one.

import assert from 'node:assert/strict';
import { encodeFrames } from '../../../protocol/frame-bodies.ts';
import { subprotocol } from '../../../protocol/messages.ts';
import type { Random } from '../random.ts';
import { type Carrier, type CarrierHost, carriers, carrierKinds } from './client-carriers.ts';
import { Exchange, type Network } from './http-exchange.ts';
import { lineHeader, type SimulatedHttpServer } from './http-server.ts';
import { SimulatedRequest } from './http-messages.ts';
import type { End, Line } from './link.ts';

/** For the answer to a POST, in milliseconds. */
const patience = 2_000;
/** Before something is tried again, at most, in milliseconds. */
const retryPause = 500;
/** Until a client has noticed that something was lost, and gone on, in milliseconds. */
const longestSilence = 13_000;

type Query = Readonly<Record<string, string | number>>;

/** How a client makes a request. */
export interface Asked {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** The milliseconds after which the client gives up; without them it waits for ever. */
  readonly wait?: number;
  piece?(text: string): void;
  answered(status: number, body: Uint8Array): void;
  failed(): void;
}

export interface LineDeps extends Omit<Network, 'server'> {
  readonly name: string;
  readonly speaksQuire: boolean;
  /** The epoch of the document that the client knows. */
  readonly epoch: string | null;
  server(): SimulatedHttpServer | null;
  /** To be called for each frame that arrives. */
  arrived(): void;
  /** To be called when the line is over. */
  over(): void;
}

export class HttpLine implements Line, CarrierHost {
  readonly counted: Uint8Array[] = [];
  /** All frames of the client. The server took the first `#taken` of them, and perhaps more. */
  readonly sent: Uint8Array[] = [];
  readonly #deps: LineDeps;
  /** The frames of the server. */
  readonly #got: Uint8Array[] = [];
  /** What is under way. */
  readonly #underWay = new Set<Carrier>();
  #end: End | null = null;
  #session: string | null = null;
  #taken = 0;
  #post: Carrier | null = null;
  /** Whether the server is to hear what the client got, though there is nothing to bring. */
  #mustConfirm = false;
  #kind: (typeof carrierKinds)[number];
  #carrier: Carrier | null = null;
  #isOver = false;
  #troubledUntil = -Infinity;

  constructor(deps: LineDeps) {
    this.#deps = { ...deps, occurs: (fault) => deps.occurs(fault) && this.#noteTrouble(longestSilence) };
    this.#kind = deps.random.oneOf(['stream', 'poll']);
    this.#open();
  }

  get random(): Random {
    return this.#deps.random;
  }

  // ── What the client does ───────────────────────────────────────────────────────────────────────

  attach(_side: 'client', end: End): void {
    this.#end = end;
  }

  send(_side: 'client', frame: Uint8Array): void {
    this.sent.push(frame);
    if (this.#carrier?.send) this.#carrier.send(frame);
    else this.#bring();
  }

  /** Each carrier answers the pings of the server by itself. */
  ping(): void {}

  close(_side: 'client', code: number): void {
    if (this.#session !== null) this.#ask('POST', { close: code }, { answered: () => {}, failed: () => {} });
    this.#finish();
  }

  // ── What happens to it ─────────────────────────────────────────────────────────────────────────

  isSoundSince(time: number): boolean {
    return this.#troubledUntil < time;
  }

  /** Breaks what is under way. The session goes on. */
  reset(): void {
    this.#noteTrouble(2 * retryPause);
    for (const carrier of this.#underWay) carrier.reset();
  }

  /** Makes what is under way half-open. The session goes on. */
  stall(): void {
    this.#noteTrouble(longestSilence);
    for (const carrier of this.#underWay) carrier.stall();
  }

  /** The client is gone, without a word. */
  abandon(): void {
    this.stall();
    this.#finish();
  }

  /** Changes the carrier. False when there is no session. */
  change(): boolean {
    if (this.#session === null || this.#isOver) return false;
    const former = this.#carrier;
    this.#kind = this.#deps.random.oneOf(carrierKinds);
    this.#carry();
    this.#bring(); // what the former carrier brought may be lost
    if (this.#deps.random.chance(0.5)) former?.abort(); // or it goes on until the server ends it
    return true;
  }

  // ── The session ────────────────────────────────────────────────────────────────────────────────

  #open(): void {
    const { epoch, speaksQuire } = this.#deps;
    this.#ask(
      'POST',
      { ...(speaksQuire && { protocol: subprotocol }), ...(epoch !== null && { epoch }) },
      {
        wait: patience,
        answered: (status, body) => {
          if (status !== 201) return this.refused(status, body);
          this.#session = (JSON.parse(Buffer.from(body).toString()) as { session: string }).session;
          this.#carry();
          this.#bring();
        },
        failed: () => this.over(null),
      },
    );
  }

  refused(status: number, body: Uint8Array): void {
    const problem = JSON.parse(Buffer.from(body).toString()) as { detail: string; code?: number };
    assert.ok([404, 410, 503].includes(status), `a request over HTTP got ${status}: ${problem.detail}`);
    this.over(problem.code ?? null);
  }

  over(code: number | null): void {
    const end = this.#end;
    this.#finish();
    end?.closed(code);
  }

  #finish(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#end = null;
    this.#deps.over();
    for (const carrier of this.#underWay) carrier.abort();
  }

  /** Brings the frames that the server has not taken, unless a carrier does or the answer to a POST is to come. */
  #bring(): void {
    const last = this.sent.length;
    if (this.#session === null || this.#isOver || this.#post !== null || this.#carrier?.send) return;
    if (this.#taken === last && !this.#mustConfirm) return;
    this.#mustConfirm = false;
    const done = () => (this.#post = null);
    this.#post = this.#ask(
      'POST',
      { first: this.#taken + 1, after: this.after },
      {
        body: encodeFrames(this.sent.slice(this.#taken)),
        wait: patience,
        answered: (status, body) => {
          done();
          if (status !== 204) return this.refused(status, body);
          this.settle(last);
          this.#bring();
        },
        failed: () => {
          done();
          this.#mustConfirm = true;
          this.#retry(() => this.#bring());
        },
      },
    );
  }

  #carry(): void {
    if (!this.#isOver) this.#carrier = carriers[this.#kind](this);
  }

  #noteTrouble(time: number): true {
    this.#troubledUntil = Math.max(this.#troubledUntil, this.#deps.clock.now() + time);
    return true;
  }

  #retry(act: () => void): void {
    this.#noteTrouble(2 * retryPause);
    this.later(this.#deps.random.below(retryPause), act);
  }

  // ── What carriers do ───────────────────────────────────────────────────────────────────────────

  get after(): number {
    return this.#got.length;
  }

  get first(): number {
    return this.#taken + 1;
  }

  get network(): LineDeps {
    return this.#deps;
  }

  ask(query: Query, asked: Asked): Carrier {
    return this.#ask('GET', query, asked);
  }

  later(delay: number, act: () => void): void {
    this.#deps.clock.after(delay, () => {
      if (!this.#isOver) act();
    });
  }

  take(number: number, frame: Uint8Array): void {
    if (this.#isOver) return;
    this.#deps.arrived();
    assert.ok(number <= this.after + 1, 'a frame of the server is missing');
    const known = this.#got[number - 1];
    if (known !== undefined) return assert.ok(Buffer.from(known).equals(frame), 'a frame changed its number');
    this.#got.push(frame);
    if (this.#deps.random.chance(0.1)) this.confirm();
    this.#end?.receive(frame);
  }

  /** The server took the frames up to the number `last`. */
  settle(last: number): void {
    assert.ok(last <= this.sent.length, 'the server took more frames than there were');
    this.#taken = Math.max(this.#taken, last);
  }

  confirm(): void {
    this.#mustConfirm = true;
    this.#bring();
  }

  /** `carrier` has ended, or is to end. The client goes on with another one, unless it has. */
  ended(carrier: Carrier, isTrouble: boolean): void {
    if (this.#carrier !== carrier || this.#isOver) return;
    if (!isTrouble) return this.#carry();
    this.#carrier = null;
    this.#bring();
    const { random } = this.#deps;
    if (this.#kind === 'webSocket' || random.chance(0.3)) this.#kind = random.oneOf(['stream', 'poll']);
    this.#retry(() => {
      if (this.#carrier === null) this.#carry();
    });
  }

  /** Begins something whose connection may break. */
  add(carrier: Carrier): void {
    this.#underWay.add(carrier);
  }

  remove(carrier: Carrier): void {
    this.#underWay.delete(carrier);
  }

  /** A request for a WebSocket. */
  upgrade(first: number, after: number): SimulatedRequest {
    const url = this.#address({ first, after });
    return new SimulatedRequest({ method: 'GET', url, headers: this.#headers, body: new Uint8Array(0) }, () => {});
  }

  get #headers(): Record<string, string> {
    return { host: 'quire.test', [lineHeader]: this.#deps.name };
  }

  #address(query: Query): string {
    const all = { ...(this.#session !== null && { session: this.#session }), ...query };
    return `/collab/plan?${new URLSearchParams(Object.entries(all).map(([name, value]) => [name, String(value)]))}`;
  }

  #ask(method: 'GET' | 'POST', query: Query, asked: Asked): Carrier {
    const { headers, body = new Uint8Array(0), wait } = asked;
    const over = (act: () => void) => {
      this.#underWay.delete(exchange);
      if (!this.#isOver) act();
    };
    const request = { method, url: this.#address(query), headers: { ...this.#headers, ...headers }, body };
    const exchange: Exchange = new Exchange(this.#deps, request, {
      piece: (text) => asked.piece?.(text),
      answered: (status, answer) => over(() => asked.answered(status, answer)),
      failed: () => over(() => asked.failed()),
    });
    this.#underWay.add(exchange);
    const giveUp = () => {
      if (!exchange.isOpen) return;
      exchange.abort();
      over(() => asked.failed());
    };
    if (wait !== undefined) this.later(wait, giveUp);
    return exchange;
  }
}
