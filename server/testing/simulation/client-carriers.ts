// What carries the frames of the server to a client in the simulation: a stream of events, polls, or a WebSocket, which
// carries the frames of the client, too. Each ends when nothing comes for longer than the protocol allows.

import { decodeFrames } from '../../../protocol/frame-bodies.ts';
import { EventText, type StreamEvent } from '../events.ts';
import type { Network } from './http-exchange.ts';
import type { SimulatedRequest } from './http-messages.ts';
import type { Asked } from './http-line.ts';
import type { SimulatedHttpServer } from './http-server.ts';
import { SimulatedConnection } from './link.ts';
import { frameOf, Opcode, textFrame } from './web-socket.ts';

/** How long a client waits, in milliseconds. */
const patience = {
  /** For the first event of a stream, and until a WebSocket is open. */
  opening: 3_000,
  /** For a poll, which the server answers within 25 s. */
  poll: 27_000,
  /** For the next event, as the server sends a ping every 10 s. */
  event: 12_000,
  /** For the answer to a confirmation on a WebSocket; then comes the next one. */
  confirmation: 2_000,
} as const;

export const carrierKinds = ['stream', 'poll', 'webSocket'] as const;

/** Something under way. */
export interface Carrier {
  /** The client gives up. */
  abort(): void;
  /** Nothing arrives any more, and nobody knows. */
  stall(): void;
  /** It breaks, and both sides know. */
  reset(): void;
  /** Brings a frame of the client, where the carrier can do that now. */
  send?: ((frame: Uint8Array) => void) | undefined;
}

/** What a carrier uses of its session. */
export interface CarrierHost {
  /** The frames that the client got, and the first that it may send next. */
  readonly after: number;
  readonly first: number;
  /** All frames that the client has sent. */
  readonly sent: readonly Uint8Array[];
  readonly network: Omit<Network, 'server'> & { server(): SimulatedHttpServer | null };
  /** Makes a GET of the session. */
  ask(query: Readonly<Record<string, number>>, asked: Asked): Carrier;
  upgrade(first: number, after: number): SimulatedRequest;
  /** Calls `act` after `delay` milliseconds, unless the session is over by then. */
  later(delay: number, act: () => void): void;
  take(number: number, frame: Uint8Array): void;
  settle(last: number): void;
  confirm(): void;
  /** The answer to a request says that there is no session. */
  refused(status: number, body: Uint8Array): void;
  over(code: number | null): void;
  ended(carrier: Carrier, isTrouble: boolean): void;
  add(carrier: Carrier): void;
  remove(carrier: Carrier): void;
}

export const carriers: Record<(typeof carrierKinds)[number], (host: CarrierHost) => Carrier> = {
  stream: openStream,
  poll,
  webSocket: openWebSocket,
};

function openStream(host: CarrierHost): Carrier {
  const { clock } = host.network;
  const events = new EventText();
  let until = clock.now() + patience.opening;
  let isOver = false;
  const end = () => {
    isOver = true;
    host.ended(stream, true);
  };
  const stream = host.ask(
    { after: host.after },
    {
      headers: { accept: 'text/event-stream' },
      piece(text) {
        until = clock.now() + patience.event;
        for (const event of events.add(text)) hear(host, event);
      },
      answered: (status, body) => (status === 200 || status === 409 ? end() : host.refused(status, body)),
      failed: end,
    },
  );
  const watch = () =>
    host.later(until - clock.now(), () => {
      if (isOver) return;
      if (until > clock.now()) return watch();
      stream.abort();
      host.remove(stream);
      end();
    });
  watch();
  return stream;
}

function hear(host: CarrierHost, { type, id, data }: StreamEvent): void {
  if (type === 'message') host.take(id!, Buffer.from(data, 'base64'));
  else if (type === 'ping') host.confirm();
  else if (type === 'close') host.over((JSON.parse(data) as { code: number }).code);
}

function poll(host: CarrierHost): Carrier {
  const { after } = host;
  const carrier = host.ask(
    { after },
    {
      wait: patience.poll,
      answered(status, body) {
        if (![200, 204, 409].includes(status)) return host.refused(status, body);
        let number = after;
        if (status === 200) for (const frame of decodeFrames(body)!) host.take(++number, frame);
        host.ended(carrier, false);
      },
      failed: () => host.ended(carrier, true),
    },
  );
  return carrier;
}

function openWebSocket(host: CarrierHost): Carrier {
  return new ClientWebSocket(host);
}

class ClientWebSocket implements Carrier {
  send: ((frame: Uint8Array) => void) | undefined;
  readonly #host: CarrierHost;
  readonly #connection: SimulatedConnection;
  readonly #first: number;
  /** The number of the last frame that came. */
  #number: number;
  #isOver = false;
  /** Whether the answer to a confirmation is to come. */
  #waits = false;

  constructor(host: CarrierHost) {
    const { clock, latency } = host.network;
    this.#host = host;
    this.#connection = new SimulatedConnection(clock, latency);
    this.#first = host.first;
    this.#number = host.after;
    this.#connection.attach('client', {
      receive: (frame) => this.#receive(frame[0]!, frame.subarray(1)),
      ping: () => {},
      closed: () => this.#lost(),
    });
    host.add(this);
    this.#open(host.upgrade(this.#first, this.#number));
  }

  abort(): void {
    this.#end();
    this.#connection.close('client', null);
  }

  stall(): void {
    this.#connection.stall();
  }

  reset(): void {
    this.#connection.reset();
  }

  #open(request: SimulatedRequest): void {
    const { clock, random, latency, occurs, server } = this.#host.network;
    const late = random.chance(0.1) && occurs('lateRequest') ? random.below(2 * patience.opening) : 0;
    clock.after(late + latency(), () => {
      if (!this.#connection.isHalfOpen && !server()?.carry(request, this.#connection)) this.#fail();
    });
    this.#host.later(patience.opening, () => {
      if (!this.send) this.#fail();
    });
  }

  #receive(opcode: number, payload: Uint8Array): void {
    if (opcode === Opcode.open) this.#opened();
    else if (opcode === Opcode.binary) this.#host.take(++this.#number, payload);
    else if (opcode === Opcode.text) {
      this.#waits = false;
      this.#host.settle(Number(Buffer.from(payload).toString()));
    } else if (opcode === Opcode.ping) this.#connection.send('client', frameOf(Opcode.pong, payload));
    else this.#closed(Buffer.from(payload).readUInt16BE());
  }

  #opened(): void {
    if (this.#isOver) return;
    this.send = (frame) => this.#connection.send('client', frameOf(Opcode.binary, frame));
    for (const frame of this.#host.sent.slice(this.#first - 1)) this.send(frame);
    this.#confirm();
  }

  #confirm(): void {
    if (this.#isOver) return;
    if (this.#waits) return this.#fail();
    this.#waits = true;
    this.#connection.send('client', textFrame(String(this.#host.after)));
    this.#host.later(patience.confirmation, () => this.#confirm());
  }

  /** Completes the closing handshake. */
  #closed(code: number): void {
    this.#connection.close('client', code);
    if (code === 1000) this.#lost();
    else this.#host.over(code);
  }

  #fail(): void {
    if (!this.#isOver) this.#connection.close('client', null);
    this.#lost();
  }

  #lost(): void {
    if (this.#isOver) return;
    this.#end();
    this.#host.ended(this, true);
  }

  #end(): void {
    this.#isOver = true;
    this.send = undefined;
    this.#host.remove(this);
  }
}
