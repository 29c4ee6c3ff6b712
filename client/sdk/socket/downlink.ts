// The downlink of a session receives its frames over plain HTTP: by streams or polls, one after the other, each from
// where the one before ended. Streams that are of no use give way to polls, for good.

import { fromBase64 } from 'lib0/buffer';
import { decodeFrames } from '../../../protocol/frame-bodies.ts';
import type { HttpCarrier } from './carriers.ts';
import { EventStreamParser, type StreamEvent } from './event-stream.ts';
import { Backoff, type Ending, type SessionRequests } from './http-requests.ts';
import type { Inbox } from './inbox.ts';
import { sessionTimes } from './session-limits.ts';

/** What the downlink needs of its session. */
export interface DownlinkHost {
  /** Whether the session is open, and no WebSocket carries it. */
  receives(): boolean;
  /** Whether a WebSocket is tried, which may already carry the session. */
  isMoving(): boolean;
  /** Takes frame `number`, unless it came before; false when one before it is missing. */
  take(number: number, frame: () => Uint8Array): boolean;
  /** Tells the server which frames came. */
  confirm(): void;
  carried(carrier: HttpCarrier, works: boolean): void;
  end(ending: Ending): void;
}

/** A stream that once worked may be useless so often in a row before polls take its place. */
const uselessStreams = 3;

export class Downlink {
  readonly #requests: SessionRequests;
  readonly #inbox: Inbox;
  readonly #host: DownlinkHost;
  readonly #backoff: Backoff;
  #carrier: HttpCarrier;
  #isReceiving = false;
  /** Whether a stream has worked, and how many were useless since. */
  #streamed = false;
  #useless = 0;
  #stop = () => {};

  /** `carrier` says what to begin with. */
  constructor(carrier: HttpCarrier, requests: SessionRequests, inbox: Inbox, host: DownlinkHost) {
    this.#carrier = carrier;
    this.#requests = requests;
    this.#inbox = inbox;
    this.#host = host;
    this.#backoff = new Backoff(requests.timers);
  }

  get carrier(): HttpCarrier {
    return this.#carrier;
  }

  /** Receives for as long as the session does. */
  start(): void {
    if (!this.#isReceiving) void this.#receive();
  }

  /** Ends the request that is under way. */
  stop(): void {
    this.#stop();
  }

  async #receive(): Promise<void> {
    this.#isReceiving = true;
    while (this.#host.receives()) {
      if (this.#host.isMoving()) {
        // A request would take the place of the WebSocket.
        await this.#requests.pause(sessionTimes.moving);
        continue;
      }
      const controller = new AbortController();
      this.#stop = () => controller.abort();
      const worked = await (this.#carrier === 'stream' ? this.#stream(controller) : this.#poll(controller.signal));
      if (!this.#host.receives()) break;
      if (worked) this.#backoff.succeeded();
      else await this.#requests.pause(this.#backoff.failed());
    }
    this.#isReceiving = false;
  }

  async #stream(controller: AbortController): Promise<boolean> {
    const { timers } = this.#requests;
    const began = timers.now();
    let heard = false;
    let isUseless = false;
    let cancel = timers.after(sessionTimes.streaming, () => {
      isUseless = true;
      controller.abort();
    });
    const init = { headers: { accept: 'text/event-stream' } };
    const read = async (response: Response) => {
      if (response.status !== 200) return this.#isStale(response);
      isUseless = response.body === null || !/^text\/event-stream/i.test(response.headers.get('content-type') ?? '');
      if (isUseless) return true;
      for await (const event of eventsOf(response.body!)) {
        cancel();
        cancel = timers.after(sessionTimes.silent, () => controller.abort());
        if (!heard) this.#host.carried('stream', true);
        heard = true;
        if (!this.#takeEvent(event)) return false;
      }
      return true;
    };
    const worked = await this.#requests.ask({ after: this.#inbox.after }, init, Infinity, read, controller.signal);
    cancel();
    controller.abort();
    const lasted = heard && timers.now() - began >= sessionTimes.shortest;
    if (lasted) this.#streamed = true;
    if (lasted) this.#useless = 0;
    else if ((isUseless || heard) && this.#host.receives() && !this.#host.isMoving()) this.#streamIsUseless();
    return worked ?? (lasted || isUseless);
  }

  /** Takes an event; false when the stream is of no more use. */
  #takeEvent({ type, id, data }: StreamEvent): boolean {
    if (type === 'close') {
      const { code, reason } = JSON.parse(data) as Ending;
      this.#host.end({ code, reason });
    } else if (type === 'ping') {
      this.#host.confirm();
    } else if (type === 'message') {
      return this.#host.take(Number(id), () => fromBase64(data));
    }
    return true;
  }

  #streamIsUseless(): void {
    this.#useless++;
    if (this.#streamed && this.#useless < uselessStreams) return;
    this.#carrier = 'polling';
    this.#host.carried('polling', false);
  }

  async #poll(signal: AbortSignal): Promise<boolean> {
    const { after } = this.#inbox;
    const read = async (response: Response) => {
      if (response.status === 204) return true;
      if (response.status !== 200) return this.#isStale(response);
      const frames = decodeFrames(new Uint8Array(await response.arrayBuffer()));
      if (frames === null) return false; // the page of a proxy
      if (!this.#host.receives()) return true;
      let number = after;
      for (const frame of frames) this.#host.take(++number, () => frame);
      return true;
    };
    const worked = await this.#requests.ask({ after }, {}, sessionTimes.polling, read, signal);
    if (worked && this.#host.receives()) this.#host.carried('polling', true);
    return worked ?? false;
  }

  /** Whether the request was late: meanwhile the server was told a higher number. Others may end the session. */
  async #isStale(response: Response): Promise<boolean> {
    return response.status === 409 || this.#requests.endBy(response);
  }
}

async function* eventsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<StreamEvent> {
  const parser = new EventStreamParser();
  const reader = body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) yield* parser.read(part.value);
}
