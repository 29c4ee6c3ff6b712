// A WebSocket for networks that break WebSockets: a class with that interface, for any Yjs provider. A WebSocket comes
// first. Where it does not open, or opens and stays silent, the same frames travel over plain HTTP. The provider above
// does not notice which of them carries its frames, nor when that changes.

import { onNetworkChange, onPageLeft } from '../page-events.ts';
import { systemTimers, type Timers } from '../timers.ts';
import { type Carrier, CarrierMemory, type CarrierStorage, type HttpCarrier } from './carriers.ts';
import type { HttpSession, SessionEvents } from './http-session.ts';
import { dropWebSocket, type WebSocketClass } from './web-socket.ts';

/** What a FallbackSocket works with; by default the platform's. */
export interface FallbackSocketOptions {
  /** Null for none: frames then go over HTTP at once. */
  readonly WebSocket?: WebSocketClass | null;
  readonly fetch?: typeof fetch;
  /** Where to remember what worked, besides the memory of this page. */
  readonly storage?: CarrierStorage;
  readonly timers?: Timers;
  /** Call their listeners when the network changes, and when the page is left, until the signal aborts. */
  readonly onNetworkChange?: (listener: () => void, signal: AbortSignal) => void;
  readonly onPageLeft?: (listener: () => void, signal: AbortSignal) => void;
}

type SocketDeps = Required<Omit<FallbackSocketOptions, 'storage'>> & { readonly memory: CarrierMemory };

/** A `FallbackSocket` is a WebSocket that tells what carries its frames, with an event `carrierchange`. */
export interface FallbackSocket extends WebSocket {
  readonly carrier: Carrier;
}

export interface FallbackSocketClass {
  new (url: string | URL, protocols?: string | string[]): FallbackSocket;
  readonly CONNECTING: 0;
  readonly OPEN: 1;
  readonly CLOSING: 2;
  readonly CLOSED: 3;
}

/** In milliseconds. Words have to be on the screen within 5 s: these, and the 3 s that a stream has, stay below. */
export const socketTimes = {
  /** How long a WebSocket may take to open before plain HTTP is tried beside it. */
  opening: 1_200,
  /** How long a WebSocket may bring nothing after the first frame was sent on it. */
  silent: 1_500,
  /** How long everything together may take to open. */
  giveUp: 10_000,
} as const;

/**
 * Makes a class of sockets, which share what they learn about the network.
 *
 *     const Socket = fallbackSocket({ storage: sessionStorage });
 *     new WebsocketProvider('wss://example.org/collab', 'team/plan', doc, { WebSocketPolyfill: Socket });
 */
export function fallbackSocket(options: FallbackSocketOptions = {}): FallbackSocketClass {
  const timers = options.timers ?? systemTimers;
  const deps: SocketDeps = {
    WebSocket: globalThis.WebSocket ?? null,
    fetch: (...request) => globalThis.fetch(...request),
    onNetworkChange,
    onPageLeft,
    ...options,
    timers,
    memory: new CarrierMemory(options.storage ?? null, timers.now),
  };
  return class extends Socket {
    constructor(url: string | URL, protocols: string | string[] = []) {
      super(deps, url, protocols);
    }
  };
}

const loadHttp = () => import('./http-session.ts');

const [connecting, open, closing, closed] = [0, 1, 2, 3] as const;

class Socket extends EventTarget implements FallbackSocket {
  static readonly CONNECTING = connecting;
  static readonly OPEN = open;
  static readonly CLOSING = closing;
  static readonly CLOSED = closed;
  readonly CONNECTING = connecting;
  readonly OPEN = open;
  readonly CLOSING = closing;
  readonly CLOSED = closed;

  readonly url: string;
  binaryType: BinaryType = 'arraybuffer';
  protocol = '';
  extensions = '';
  onopen: WebSocket['onopen'] = null;
  onmessage: WebSocket['onmessage'] = null;
  onerror: WebSocket['onerror'] = null;
  onclose: WebSocket['onclose'] = null;

  readonly #deps: SocketDeps;
  readonly #protocols: string[];
  readonly #origin: string;
  readonly #over = new AbortController();
  #readyState: 0 | 1 | 2 | 3 = connecting;
  #carrier: Carrier = 'websocket';
  /** A WebSocket that is tried or used. */
  #webSocket: WebSocket | null = null;
  /** A session over HTTP that is tried, held ready beside the WebSocket, or used. */
  #session: HttpSession | null = null;
  #sessionState: 'none' | 'opening' | 'ready' | 'used' | 'failed' = 'none';
  /** The frames sent on a WebSocket that has brought nothing yet; null once it has. */
  #unproven: Uint8Array<ArrayBuffer>[] | null = [];
  #isSilent = false;
  #cancelPatience = () => {};

  constructor(deps: SocketDeps, address: string | URL, protocols: string | string[]) {
    super();
    const url = new URL(address, globalThis.location?.href);
    url.protocol = url.protocol.replace('http', 'ws');
    this.url = url.href;
    this.#origin = url.origin;
    this.#deps = deps;
    this.#protocols = [protocols].flat();
    this.#callHandlers();
    const { signal } = this.#over;
    deps.onNetworkChange(() => this.#networkChanged(), signal);
    deps.onPageLeft(() => this.#leave(), signal);
    const remembered = deps.memory.recall(this.#origin);
    if (deps.WebSocket === null || remembered !== null) this.#tryHttp(remembered ?? 'stream');
    else this.#tryWebSocket(deps.WebSocket);
    const cancel = deps.timers.after(socketTimes.giveUp, () => this.#readyState === connecting && this.#end());
    signal.addEventListener('abort', cancel);
  }

  get readyState(): 0 | 1 | 2 | 3 {
    return this.#readyState;
  }

  /** What carries the frames; while the socket opens, what is tried. */
  get carrier(): Carrier {
    return this.#carrier;
  }

  get bufferedAmount(): number {
    return (this.#sessionState === 'used' ? this.#session : this.#webSocket)?.bufferedAmount ?? 0;
  }

  send(data: string | ArrayBufferLike | Blob | ArrayBufferView): void {
    if (this.#readyState === connecting) throw new DOMException('The socket is not open yet.', 'InvalidStateError');
    if (this.#readyState !== open) return;
    if (typeof data === 'string' || data instanceof Blob) throw new TypeError('Quire takes binary frames alone.');
    const frame = copyOf(data);
    if (this.#sessionState === 'used') return this.#session!.send(frame);
    this.#webSocket!.send(frame);
    if (this.#unproven?.push(frame) === 1) {
      this.#cancelPatience();
      this.#cancelPatience = this.#deps.timers.after(socketTimes.silent, () => this.#webSocketIsSilent());
    }
  }

  close(code?: number, reason?: string): void {
    if (code !== undefined && code !== 1000 && !(code >= 3000 && code <= 4999)) {
      throw new DOMException('The code is none of 1000 and 3000 to 4999.', 'InvalidAccessError');
    }
    if (this.#readyState >= closing) return;
    const isUsed = this.#sessionState === 'used';
    this.#readyState = closing;
    if (!isUsed) this.#session?.close();
    if (isUsed) this.#session!.close(code);
    else if (this.#webSocket !== null) this.#webSocket.close(code, reason);
    else queueMicrotask(() => this.#end());
  }

  /** Calls the handlers in properties such as `onopen`, as the listeners that they are. */
  #callHandlers(): void {
    this.addEventListener('open', (event) => this.onopen?.(event));
    this.addEventListener('message', (event) => this.onmessage?.(event as MessageEvent));
    this.addEventListener('error', (event) => this.onerror?.(event));
    this.addEventListener('close', (event) => this.onclose?.(event as CloseEvent));
  }

  #tryWebSocket(WebSocket: WebSocketClass): void {
    const socket = new WebSocket(this.url, this.#protocols);
    this.#webSocket = socket;
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => {
      this.#cancelPatience();
      this.#opened(socket.protocol);
    };
    socket.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => this.#webSocketSpeaks(data);
    socket.onerror = () => {};
    socket.onclose = (event) => this.#webSocketClosed(event);
    this.#cancelPatience = this.#deps.timers.after(socketTimes.opening, () => this.#tryHttp('stream'));
  }

  #webSocketSpeaks(data: ArrayBuffer): void {
    if (this.#unproven !== null) {
      this.#cancelPatience();
      this.#unproven = null;
      this.#discardSession();
      this.#deps.memory.remember(this.#origin, 'websocket');
      loadHttp().catch(() => {}); // another network may need the code, and not bring it
    }
    this.#receive(data);
  }

  /** Goes over to a session; with none, tries one. Where HTTP has failed, too, the WebSocket may yet speak. */
  #webSocketIsSilent(): void {
    this.#isSilent = true;
    if (this.#sessionState === 'ready') this.#useSession();
    else if (this.#sessionState === 'failed') this.#unproven = null;
    else this.#tryHttp('stream');
  }

  #webSocketClosed({ code, reason, wasClean }: CloseEvent): void {
    this.#webSocket = null;
    this.#cancelPatience();
    if (this.#unproven === null && code === 1006 && this.#readyState === open) this.#deps.memory.broke(this.#origin);
    // A WebSocket that has spoken, or was closed with a code, has reached the server.
    if (this.#unproven === null || code !== 1006 || this.#readyState === closing) this.#end(code, reason, wasClean);
    else if (this.#sessionState === 'ready') this.#useSession();
    else if (this.#sessionState === 'failed') this.#end();
    else this.#tryHttp('stream');
  }

  #tryHttp(carrier: HttpCarrier): void {
    if (this.#sessionState !== 'none') return;
    this.#sessionState = 'opening';
    void loadHttp().then(
      ({ HttpSession }) => {
        if (this.#sessionState !== 'opening') return;
        this.#session = new HttpSession(this.url, this.#protocols, carrier, this.#deps, this.#sessionEvents());
      },
      () => this.#sessionFailed(1006, ''),
    );
  }

  #sessionEvents(): SessionEvents {
    return {
      opened: (protocol) => {
        if (this.#sessionState !== 'opening') return;
        this.#sessionState = 'ready';
        this.protocol ||= protocol;
        if (this.#webSocket?.readyState !== open || this.#isSilent) this.#useSession();
      },
      received: (frame) => this.#receive(frame),
      carried: (carrier, works) => this.#carried(carrier, works),
      ended: ({ code, reason }) => {
        if (this.#sessionState === 'used') this.#end(code, reason);
        else this.#sessionFailed(code, reason);
      },
    };
  }

  #sessionFailed(code: number, reason: string): void {
    if (this.#sessionState === 'none' || this.#readyState >= closing) return;
    this.#session = null;
    this.#sessionState = 'failed';
    if (this.#webSocket === null) {
      this.#deps.memory.forget(this.#origin);
      this.#end(code, reason);
    } else if (this.#webSocket.readyState !== open) {
      if (code !== 1006) this.#end(code, reason);
    } else if (this.#isSilent) {
      this.#unproven = null;
    }
  }

  /** Sends anew what was sent on the WebSocket: for the server, the session is another connection. */
  #useSession(): void {
    this.#cancelPatience();
    if (this.#webSocket !== null) dropWebSocket(this.#webSocket);
    this.#webSocket = null;
    this.#sessionState = 'used';
    const session = this.#session!;
    session.start();
    for (const frame of this.#unproven ?? []) session.send(frame);
    this.#unproven = null;
    this.#carried(session.carrier, false);
    if (this.#readyState === connecting) this.#opened(this.protocol);
  }

  #discardSession(): void {
    this.#session?.close();
    this.#session = null;
    this.#sessionState = 'none';
  }

  #carried(carrier: Carrier, works: boolean): void {
    const { memory } = this.#deps;
    if (works) memory.remember(this.#origin, carrier);
    if (carrier === this.#carrier) return;
    this.#carrier = carrier;
    this.dispatchEvent(new Event('carrierchange'));
  }

  #networkChanged(): void {
    this.#deps.memory.forget(this.#origin);
    this.#session?.networkChanged();
  }

  /** A page that comes back from the browser's cache finds the socket closed. A WebSocket the browser itself closes. */
  #leave(): void {
    if (this.#session === null) return;
    const isUsed = this.#sessionState === 'used';
    this.#session.leave();
    this.#discardSession();
    if (isUsed || this.#webSocket === null) this.#end();
  }

  #opened(protocol: string): void {
    this.protocol = protocol;
    this.extensions = this.#webSocket?.extensions ?? '';
    this.#readyState = open;
    this.dispatchEvent(new Event('open'));
  }

  #receive(frame: ArrayBuffer | Uint8Array): void {
    if (this.#readyState !== open) return;
    const data = frame instanceof Uint8Array ? copyOf(frame).buffer : frame;
    this.dispatchEvent(new MessageEvent('message', { data: this.binaryType === 'blob' ? new Blob([data]) : data }));
  }

  #end(code = 1006, reason = '', wasClean = code !== 1006): void {
    if (this.#readyState === closed) return;
    this.#readyState = closed;
    this.#cancelPatience();
    this.#over.abort();
    if (this.#webSocket !== null) dropWebSocket(this.#webSocket);
    this.#webSocket = null;
    this.#discardSession();
    if (code === 1006) this.dispatchEvent(new Event('error'));
    this.dispatchEvent(Object.assign(new Event('close'), { code, reason, wasClean })); // Node 20 has no CloseEvent
  }
}

/** The caller may change the bytes later. */
function copyOf(data: ArrayBufferLike | ArrayBufferView): Uint8Array<ArrayBuffer> {
  if (!ArrayBuffer.isView(data)) return new Uint8Array(data).slice();
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice();
}

/** The FallbackSocket of this platform. */
export const FallbackSocket = fallbackSocket();
