// A session over plain HTTP (PROTOCOL.md, HTTP1 to HTTP11), as a FallbackSocket uses one. Each frame goes up and comes
// down once and in order, whatever is lost, repeated or late. An uplink, a downlink and a takeover by WebSockets carry
// them; this file owns the session's phase. It comes on demand, with its parts: most networks do not need them.

import type { OpenedSession } from '../../../protocol/api.ts';
import { subprotocol } from '../../../protocol/messages.ts';
import type { Carrier, HttpCarrier } from './carriers.ts';
import { Downlink, type DownlinkHost } from './downlink.ts';
import { abnormal, type Ending, endingIn, type RequestDeps, SessionRequests } from './http-requests.ts';
import { Inbox } from './inbox.ts';
import { Outbox } from './outbox.ts';
import { sessionTimes } from './session-limits.ts';
import { Takeover, type TakeoverHost } from './takeover.ts';
import { Uplink, type UplinkHost } from './uplink.ts';
import type { WebSocketClass } from './web-socket.ts';

export { sessionTimes };

export interface SessionDeps extends RequestDeps {
  /** To go on over a WebSocket; null where there is none. */
  readonly WebSocket: WebSocketClass | null;
}

export interface SessionEvents {
  /** The server opened the session. Nothing else happens before `start`. */
  opened(protocol: string): void;
  received(frame: Uint8Array): void;
  /** The session goes on over another carrier, or its carrier has brought something for the first time. */
  carried(carrier: Carrier, works: boolean): void;
  /** The session is over. Nothing else happens after that. */
  ended(ending: Ending): void;
}

type Phase = 'opening' | 'ready' | 'open' | 'closing' | 'over';

export class HttpSession {
  readonly #deps: SessionDeps;
  readonly #events: SessionEvents;
  readonly #requests: SessionRequests;
  readonly #outbox = new Outbox();
  readonly #inbox = new Inbox();
  readonly #up: Uplink;
  readonly #down: Downlink;
  readonly #takeover: Takeover;
  #phase: Phase = 'opening';
  #closeCode = 1000;

  /** Opens a session at `address`, that of a WebSocket. `carrier` says what to begin with. */
  constructor(
    address: string,
    protocols: readonly string[],
    carrier: HttpCarrier,
    deps: SessionDeps,
    events: SessionEvents,
  ) {
    this.#deps = deps;
    this.#events = events;
    const host = this.#host();
    const { WebSocket } = deps;
    const connect = WebSocket && ((url: string) => new WebSocket(url, [...protocols]));
    const requests = new SessionRequests(address, deps, host.end);
    this.#requests = requests;
    this.#up = new Uplink(requests, this.#outbox, this.#inbox, host);
    this.#down = new Downlink(carrier, requests, this.#inbox, host);
    this.#takeover = new Takeover(connect, requests, this.#outbox, this.#inbox, host);
    void this.#open(protocols);
  }

  get carrier(): Carrier {
    return this.#takeover.carries ? 'websocket' : this.#down.carrier;
  }

  /** The bytes of the frames that the server may not have yet. */
  get bufferedAmount(): number {
    return this.#outbox.bytes;
  }

  /** To be called after `opened`, when this session is the one that is used. */
  start(): void {
    if (this.#phase !== 'ready') return;
    this.#phase = 'open';
    this.#down.start();
    this.#up.send();
    this.#takeover.tryLater();
  }

  send(frame: Uint8Array<ArrayBuffer>): void {
    this.#outbox.add(frame);
    if (this.#takeover.carries) this.#takeover.send(frame);
    else this.#up.send();
  }

  /** Sends what waits, and ends the session with `code`. `ended` follows. */
  close(code = 1000): void {
    if (this.#phase === 'closing' || this.#phase === 'over') return;
    const isOpening = this.#phase === 'opening';
    this.#phase = 'closing';
    this.#closeCode = code;
    if (isOpening) return;
    this.#takeover.stop();
    this.#down.stop();
    this.#up.send();
  }

  /** Ends the session of a page that is left, without `ended`. */
  leave(): void {
    const isOpen = this.#phase === 'open' || this.#phase === 'ready';
    const request = isOpen ? this.#up.lastRequest() : null;
    this.#finish();
    if (request !== null) this.#deps.fetch(...request).catch(() => {});
  }

  /** Tries a WebSocket at once, and soon again. To be called when the network changes. */
  networkChanged(): void {
    this.#requests.wake();
    this.#takeover.tryNow();
  }

  async #open(protocols: readonly string[]): Promise<void> {
    const parameters: Record<string, string> = protocols.includes(subprotocol) ? { protocol: subprotocol } : {};
    const init = { method: 'POST' };
    const answer = await this.#requests.ask(parameters, init, sessionTimes.opening, async (response) => {
      if (response.status !== 201) return (await endingIn(response)) ?? abnormal;
      const { session, protocol } = (await response.json()) as OpenedSession;
      this.#requests.session = session;
      return { protocol: protocol ?? '' };
    });
    if (answer === null || 'code' in answer) return this.#end(answer ?? abnormal);
    if (this.#phase === 'closing') return this.#up.send();
    this.#phase = 'ready';
    this.#events.opened(answer.protocol);
  }

  /** What the parts may know of the session and of each other, and what they may do. */
  #host(): UplinkHost & DownlinkHost & TakeoverHost {
    const isOpen = () => this.#phase === 'open';
    return {
      isOpen,
      sends: () => (isOpen() || this.#phase === 'closing') && !this.#takeover.carries,
      receives: () => isOpen() && !this.#takeover.carries,
      isMoving: () => this.#takeover.isTrying,
      closeCode: () => (this.#phase === 'closing' ? this.#closeCode : null),
      take: (number, frame) => this.#take(number, frame),
      confirm: () => this.#confirm(),
      carried: (carrier, works) => this.#events.carried(carrier, works),
      tookOver: () => this.#down.stop(),
      gaveBack: () => {
        this.#down.start();
        this.#up.confirm();
        this.#events.carried(this.#down.carrier, false);
      },
      end: (ending) => this.#end(ending),
    };
  }

  #take(number: number, frame: () => Uint8Array): boolean {
    if (this.#phase !== 'open') return false;
    const taken = this.#inbox.take(number, frame);
    if (typeof taken === 'string') return taken === 'repeated';
    if (this.#inbox.isDue) this.#confirm();
    this.#events.received(taken);
    return true;
  }

  /** Tells the server which frames came. The uplink owes that over HTTP, too, should the WebSocket break. */
  #confirm(): void {
    this.#takeover.confirm();
    this.#up.confirm();
  }

  #end(ending: Ending): void {
    if (this.#phase === 'over') return;
    this.#finish();
    this.#events.ended(ending);
  }

  #finish(): void {
    this.#phase = 'over';
    this.#takeover.stop();
    this.#down.stop();
    this.#requests.stop();
  }
}
