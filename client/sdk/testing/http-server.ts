// A server with sessions over plain HTTP (PROTOCOL.md, HTTP1 to HTTP11), and the network before it, in memory. A test
// says what the network does to each request. What a client sends, the server keeps; what it sends, the test decides.

import { toBase64 } from 'lib0/buffer';
import { decodeFrames, encodeFrames } from '../../../protocol/frame-bodies.ts';
import type { WebSocketClass } from '../socket/web-socket.ts';
import type { FakeTimers } from './timers.ts';

/** What becomes of one request, or of the opening of a WebSocket. */
export interface Fate {
  /** In milliseconds; Infinity for a request that never arrives, and of which nobody hears. */
  readonly delay?: number;
  /** The request, or the answer to it, is lost: the client is told that it failed. */
  readonly loses?: 'request' | 'answer';
  /** The request arrives a second time, so many milliseconds later. */
  readonly again?: number;
  /** Of a stream or a WebSocket: it breaks after so many milliseconds. */
  readonly breaks?: number;
  /** Of a stream or a WebSocket: after so many milliseconds it carries nothing more, and nobody is told. */
  readonly freezes?: number;
  /** Of a stream: nothing of it comes before its end, as where a proxy holds it back. */
  readonly holdsBack?: boolean;
}

/** What carries a session's frames down. */
interface ServerCarrier {
  deliver(frames: readonly (readonly [number: number, frame: Uint8Array])[]): void;
  ping(): void;
  end(ending?: { code: number; reason: string }): void;
}

/** A session as the server knows it; a plain WebSocket has one, too. */
export class ServerSession {
  readonly taken: Uint8Array[] = [];
  readonly sent: Uint8Array[] = [];
  confirmed = 0;
  delivered = 0;
  carrier: ServerCarrier | null = null;
  carriers: string[] = [];
  ending: { code: number; reason: string } | null = null;

  send(frame: Uint8Array): void {
    this.sent.push(frame);
    this.deliver();
  }

  close(code: number, reason: string): void {
    this.ending = { code, reason };
    this.carrier?.end(this.ending);
    this.carrier = null;
  }

  deliver(): void {
    const numbered = this.sent
      .slice(this.delivered)
      .map((frame, index) => [this.delivered + index + 1, frame] as const);
    if (this.carrier === null || numbered.length === 0) return;
    this.delivered = this.sent.length;
    this.carrier.deliver(numbered);
  }

  take(first: number, frames: Iterable<Uint8Array>): void {
    let number = first;
    if (first > this.taken.length + 1) return this.close(4400, 'a gap');
    for (const frame of frames) if (number++ === this.taken.length + 1) this.taken.push(frame);
  }

  carry(kind: string, carrier: ServerCarrier, after: number): void {
    const before = this.carrier;
    this.carrier = carrier;
    this.carriers.push(kind);
    this.delivered = after;
    before?.end();
    this.deliver();
  }
}

type FateOf = (kind: 'open' | 'body' | 'close' | 'stream' | 'poll' | 'websocket' | 'carry') => Fate;

export class HttpServer {
  readonly sessions: ServerSession[] = [];
  /** The kinds of all requests that arrived. */
  readonly requests: string[] = [];
  /** What the network does from now on. */
  fate: FateOf = () => ({});
  /** What the server answers to an attempt to open a session, in place of 201. */
  refusal: (() => Response) | null = null;
  readonly WebSocket: WebSocketClass;
  readonly #timers: FakeTimers;

  constructor(timers: FakeTimers) {
    this.#timers = timers;
    this.WebSocket = webSocketClass(this, timers);
  }

  fetch = (async (address: string, init: RequestInit = {}): Promise<Response> => {
    const { searchParams } = new URL(address);
    const kind = kindOf(searchParams, init);
    const { delay = 1, loses, again, ...rest } = this.fate(kind);
    const { signal } = init;
    const failed = Promise.withResolvers<never>();
    failed.promise.catch(() => {});
    signal?.addEventListener('abort', () => failed.reject(new Error('aborted')));
    const arrive = () => this.#answer(kind, searchParams, init, rest);
    const answer = new Promise<Response>((resolve, reject) => {
      if (delay === Infinity) return;
      this.#timers.after(delay, () => {
        if (loses === 'request') return reject(new TypeError('network'));
        const response = arrive();
        if (again !== undefined) this.#timers.after(again, () => void arrive());
        if (loses === 'answer') reject(new TypeError('network'));
        else resolve(response);
      });
    });
    return Promise.race([answer, failed.promise]);
  }) as typeof fetch;

  async #answer(kind: string, query: URLSearchParams, init: RequestInit, fate: Fate): Promise<Response> {
    this.requests.push(kind);
    if (kind === 'open') return this.#open(query);
    const session = this.sessions[Number(query.get('session'))];
    if (session === undefined) return problem(404);
    if (session.ending !== null) return problem(410, session.ending);
    const after = Number(query.get('after'));
    if (kind === 'close') {
      session.close(Number(query.get('close')), 'the client');
      return new Response(null, { status: 204 });
    }
    if (kind !== 'body' && after < session.confirmed) return problem(409);
    session.confirmed = Math.max(session.confirmed, after);
    if (kind === 'body') {
      session.take(Number(query.get('first')), decodeFrames(init.body as Uint8Array) ?? []);
      return session.ending === null ? new Response(null, { status: 204 }) : problem(410, session.ending);
    }
    if (kind === 'stream') return this.#stream(session, after, fate, init.signal!);
    return this.#poll(session, after);
  }

  #open(query: URLSearchParams): Response {
    if (this.refusal !== null) return this.refusal();
    const session = String(this.sessions.push(new ServerSession()) - 1);
    return Response.json({ session, protocol: query.get('protocol') }, { status: 201 });
  }

  #stream(
    session: ServerSession,
    after: number,
    { breaks, freezes = Infinity, holdsBack }: Fate,
    signal: AbortSignal,
  ): Response {
    const { readable, writable } = new TransformStream<string, string>();
    const writer = writable.getWriter();
    const held: string[] = [];
    const frozenAt = this.#timers.now() + freezes;
    const write = (text: string) => {
      if (holdsBack) held.push(text);
      else if (this.#timers.now() < frozenAt) writer.write(text).catch(() => {});
    };
    const end = () => {
      for (const text of held) writer.write(text).catch(() => {});
      writer.close().catch(() => {});
    };
    const abort = () => void writer.abort(new Error('broken')).catch(() => {});
    signal.addEventListener('abort', abort);
    if (breaks !== undefined) this.#timers.after(breaks, abort);
    write('event: open\ndata:\n\n');
    const carrier: ServerCarrier = {
      deliver: (frames) => {
        for (const [id, frame] of frames) write(`id: ${id}\ndata: ${toBase64(frame)}\n\n`);
      },
      ping: () => write('event: ping\ndata:\n\n'),
      end: (ending) => {
        if (ending !== undefined) write(`event: close\ndata: ${JSON.stringify(ending)}\n\n`);
        end();
      },
    };
    session.carry('stream', carrier, after);
    const beat = () => {
      if (session.carrier !== carrier) return;
      carrier.ping();
      this.#timers.after(10_000, beat);
    };
    this.#timers.after(10_000, beat);
    const body = readable.pipeThrough(new TextEncoderStream());
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  }

  #poll(session: ServerSession, after: number): Promise<Response> {
    return new Promise((resolve) => {
      const settle = (response: Response) => {
        cancel();
        if (session.carrier === carrier) session.carrier = null;
        resolve(response);
      };
      const none = () => settle(new Response(null, { status: 204 }));
      const cancel = this.#timers.after(25_000, none);
      const carrier: ServerCarrier = {
        deliver: (frames) => settle(new Response(encodeFrames(frames.map(([, frame]) => frame)))),
        ping: () => {},
        end: (ending) => (ending === undefined ? none() : settle(problem(410, ending))),
      };
      session.carry('poll', carrier, after);
    });
  }
}

/** The class of WebSockets in the network of `server`. */
function webSocketClass(server: HttpServer, timers: FakeTimers): WebSocketClass {
  return class {
    readyState = 0;
    protocol = '';
    extensions = '';
    binaryType = 'arraybuffer';
    bufferedAmount = 0;
    onopen: (() => void) | null = null;
    onmessage: ((event: { data: unknown }) => void) | null = null;
    onclose: ((event: { code: number; reason: string; wasClean: boolean }) => void) | null = null;
    onerror: (() => void) | null = null;
    readonly #query: URLSearchParams;
    readonly #fate: Fate;
    #session: ServerSession | null = null;
    #next = 1;
    #isFrozen = false;

    constructor(address: string, protocols: string | string[] = []) {
      this.#query = new URL(address).searchParams;
      this.#fate = server.fate(this.#query.has('session') ? 'carry' : 'websocket');
      const { delay = 1, loses, breaks, freezes } = this.#fate;
      if (delay === Infinity) return;
      timers.after(delay, () => {
        if (this.readyState !== 0) return;
        if (loses !== undefined || !this.#join()) return this.ended(1006, '');
        this.readyState = 1;
        this.protocol = [protocols].flat()[0] ?? '';
        this.onopen?.();
        if (breaks !== undefined) timers.after(breaks, () => this.ended(1006, ''));
        if (freezes !== undefined) timers.after(freezes, () => (this.#isFrozen = true));
      });
    }

    #join(): boolean {
      const id = this.#query.get('session');
      const after = Number(this.#query.get('after'));
      server.requests.push(id === null ? 'websocket' : 'carry');
      const session = id === null ? new ServerSession() : server.sessions[Number(id)];
      if (session === undefined || session.ending !== null || after < session.confirmed) return false;
      if (id === null) server.sessions.push(session);
      session.confirmed = after;
      this.#session = session;
      this.#next = Number(this.#query.get('first') ?? 1);
      const say = (data: unknown) => {
        timers.after(1, () => {
          if (this.readyState === 1 && !this.#isFrozen) this.onmessage?.({ data });
        });
      };
      const carrier: ServerCarrier = {
        deliver: (frames) => {
          for (const [, frame] of frames) say(frame.slice().buffer);
        },
        ping: () => {},
        end: (ending) => this.ended(ending?.code ?? 1006, ending?.reason ?? ''),
      };
      this.say = say;
      session.carry(id === null ? 'websocket' : 'carry', carrier, after);
      if (id !== null) session.send(awareness);
      return true;
    }

    say: (data: unknown) => void = () => {};

    send(data: string | Uint8Array): void {
      const session = this.#session;
      if (this.readyState !== 1 || session === null) return;
      timers.after(1, () => {
        if (this.#isFrozen) return;
        if (typeof data !== 'string') return session.take(this.#next++, [data]);
        session.confirmed = Math.max(session.confirmed, Number(data));
        this.say(String(session.taken.length));
      });
    }

    close(): void {
      if (this.readyState < 2) timers.after(1, () => this.ended(1000, ''));
      this.readyState = Math.max(this.readyState, 2);
    }

    ended(code: number, reason: string): void {
      if (this.readyState === 3) return;
      this.readyState = 3;
      if (code === 1006) this.onerror?.();
      this.onclose?.({ code, reason, wasClean: code !== 1006 });
    }
  } as unknown as WebSocketClass;
}

/** An Awareness of nobody. */
export const awareness = new Uint8Array([1, 1, 0]);

function kindOf(query: URLSearchParams, { method = 'GET', headers }: RequestInit) {
  if (method === 'GET') return (headers as Record<string, string>)?.accept === 'text/event-stream' ? 'stream' : 'poll';
  if (!query.has('session')) return 'open';
  return query.has('close') ? 'close' : 'body';
}

export function problem(status: number, members: object = {}): Response {
  return Response.json(members, { status, headers: { 'content-type': 'application/problem+json' } });
}
