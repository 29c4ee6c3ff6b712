// The uplink of a session sends its frames over plain HTTP: one body at a time, again and again until the server says
// that it took the body. A body also tells the server which frames came, and goes up for that alone where none waits.

import { encodeFrames } from '../../../protocol/frame-bodies.ts';
import { abnormal, Backoff, type Ending, type SessionRequests } from './http-requests.ts';
import type { Inbox } from './inbox.ts';
import type { Outbox } from './outbox.ts';
import { sessionBytes, sessionTimes } from './session-limits.ts';

/** What the uplink needs of its session. */
export interface UplinkHost {
  /** Whether the session is open, and no WebSocket carries it. */
  sends(): boolean;
  /** The code to end the session with once nothing waits; null while the session goes on. */
  closeCode(): number | null;
  end(ending: Ending): void;
}

export class Uplink {
  readonly #requests: SessionRequests;
  readonly #outbox: Outbox;
  readonly #inbox: Inbox;
  readonly #host: UplinkHost;
  readonly #backoff: Backoff;
  #owesConfirmation = false;
  #isSending = false;

  constructor(requests: SessionRequests, outbox: Outbox, inbox: Inbox, host: UplinkHost) {
    this.#requests = requests;
    this.#outbox = outbox;
    this.#inbox = inbox;
    this.#host = host;
    this.#backoff = new Backoff(requests.timers);
  }

  /** Sends what waits, if the session may; then ends one that closes. */
  send(): void {
    if (!this.#isSending) void this.#sendAll();
  }

  /** Tells the server which frames came, as soon as the session may. */
  confirm(): void {
    this.#owesConfirmation = true;
    this.send();
  }

  /**
   * The last request of a page that is left. If frames wait, it sends those in place of the end: nothing tells which of
   * two requests would come first. The server ends the session by itself, a little later.
   */
  lastRequest(): [url: string, init: RequestInit] {
    const frames = this.#outbox.batch(this.#outbox.next, sessionBytes.last);
    const parameters = frames.length > 0 ? this.#bodyParameters() : { close: 1000 };
    return [this.#requests.url(parameters), { method: 'POST', body: encodeFrames(frames), keepalive: true }];
  }

  async #sendAll(): Promise<void> {
    this.#isSending = true;
    while (this.#host.sends() && (this.#outbox.isWaiting || this.#owesConfirmation)) {
      if (await this.#post()) this.#backoff.succeeded();
      else if (this.#host.closeCode() !== null) return this.#host.end(abnormal); // as a WebSocket that breaks then
      else if (this.#host.sends()) await this.#requests.pause(this.#backoff.failed());
    }
    this.#isSending = false;
    const code = this.#host.closeCode();
    if (code !== null) void this.#close(code);
  }

  async #post(): Promise<boolean> {
    const { next } = this.#outbox;
    const frames = this.#outbox.batch(next, sessionBytes.body);
    const body = encodeFrames(frames);
    const limit = sessionTimes.taking + body.length * sessionTimes.takingByte;
    this.#owesConfirmation = false;
    this.#inbox.told();
    const init = { method: 'POST', body };
    const taken = await this.#requests.ask(this.#bodyParameters(), init, limit, async (response) => {
      return response.status === 204 || this.#requests.endBy(response);
    });
    if (taken) this.#outbox.taken(next - 1 + frames.length);
    else this.#owesConfirmation = true;
    return taken ?? false;
  }

  async #close(code: number): Promise<void> {
    const init = { method: 'POST', keepalive: true };
    await this.#requests.ask({ close: code }, init, sessionTimes.taking, async () => true);
    this.#host.end({ code, reason: '' });
  }

  #bodyParameters() {
    return { first: this.#outbox.next, after: this.#inbox.after };
  }
}
