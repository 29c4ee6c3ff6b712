// For tests: a client of a session over plain HTTP, on real sockets. It numbers and confirms frames as PROTOCOL.md
// says, and a test may send any request of its own in between.

import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type * as api from '../../protocol/api.ts';
import { decodeFrames, encodeFrames } from '../../protocol/frame-bodies.ts';
import { EventText, type StreamEvent } from './events.ts';
import { type TestServer, until } from './server.ts';

type Query = Readonly<Record<string, string | number>>;

/** The address of a document's sessions. */
export const sessionsOf = ({ port }: Pick<TestServer, 'port'>, document = 'plan'): string =>
  `http://127.0.0.1:${port}/collab/${document}`;

/** Asks to open a session. */
export const requestSession = (
  server: Pick<TestServer, 'port'>,
  document = 'plan',
  query: Query = {},
  headers: HeadersInit = {},
): Promise<Response> => fetch(withQuery(sessionsOf(server, document), query), { method: 'POST', headers });

/** Opens a session; its requests end with the test. */
export const openSession = (
  t: TestContext,
  server: Pick<TestServer, 'port'>,
  document = 'plan',
  query: Query = {},
): Promise<HttpClient> => openSessionAt(t, sessionsOf(server, document), query);

/** The same, where `address` is that of the document's sessions. */
export async function openSessionAt(t: TestContext, address: string, query: Query = {}): Promise<HttpClient> {
  const response = await fetch(withQuery(address, query), { method: 'POST' });
  assert.equal(response.status, 201);
  const client = new HttpClient(address, query, (await response.json()) as api.OpenedSession);
  t.after(() => client.abort());
  return client;
}

export class HttpClient {
  readonly session: string;
  readonly protocol: string | null;
  readonly #address: string;
  readonly #query: Query;
  readonly #aborted = new AbortController();
  /** The frames that the client has sent, and those that it got. */
  sent = 0;
  readonly frames: Uint8Array[] = [];

  /** A client of a session that was opened at `address`. */
  constructor(address: string, query: Query, { session, protocol }: api.OpenedSession) {
    this.#address = address;
    this.#query = query;
    this.session = session;
    this.protocol = protocol;
  }

  /** The number of the last frame that the client got. */
  get after(): number {
    return this.frames.length;
  }

  /** Ends all requests that are under way. */
  abort(): void {
    this.#aborted.abort();
  }

  /** The address of a request with this query beside that of the session. */
  address(query: Query = {}): string {
    return withQuery(this.#address, { ...this.#query, session: this.session, ...query });
  }

  /** Sends a request; `query` may take the place of the right numbers. */
  ask(method: string, query: Query = {}, init: RequestInit = {}): Promise<Response> {
    return fetch(this.address({ after: this.after, ...query }), { method, signal: this.#aborted.signal, ...init });
  }

  /** Brings frames, and counts them as sent. */
  async bring(...frames: Uint8Array[]): Promise<Response> {
    const first = this.sent + 1;
    this.sent += frames.length;
    return this.ask('POST', { first }, { body: encodeFrames(frames) });
  }

  /** Polls once, and keeps the frames. */
  async poll(): Promise<Response> {
    const response = await this.ask('GET');
    if (response.status === 200) this.frames.push(...decodeFrames(await response.clone().bytes())!);
    return response;
  }

  /** Polls until the frames that the client has make `condition` true. */
  async pollUntil(condition: () => boolean): Promise<void> {
    while (!condition()) assert.equal((await this.poll()).status, 200);
  }

  /** Opens a stream, which keeps its frames and events, and tells when it has ended. */
  async stream(query: Query = {}): Promise<EventReader> {
    const response = await this.ask('GET', query, { headers: { Accept: 'text/event-stream' } });
    assert.equal(response.status, 200, await (response.ok ? '' : response.text()));
    return new EventReader(response, this.frames);
  }
}

/** What comes on a stream. Frames that the client does not have yet are added to `frames`. */
export class EventReader {
  readonly events: StreamEvent[] = [];
  readonly response: Response;
  ended = false;

  constructor(response: Response, frames: Uint8Array[]) {
    this.response = response;
    void this.#read(frames).catch(() => {});
  }

  /** Resolves once an event of this type has come. */
  async event(type: string): Promise<StreamEvent> {
    await until(() => this.events.some((event) => event.type === type));
    return this.events.find((event) => event.type === type)!;
  }

  async #read(frames: Uint8Array[]): Promise<void> {
    const text = new EventText();
    try {
      for await (const piece of this.response.body!.pipeThrough(new TextDecoderStream())) {
        for (const event of text.add(piece)) {
          this.events.push(event);
          if (event.id === frames.length + 1) frames.push(Buffer.from(event.data, 'base64'));
        }
      }
    } finally {
      this.ended = true;
    }
  }
}

function withQuery(address: string, query: Query): string {
  return `${address}?${new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]))}`;
}
