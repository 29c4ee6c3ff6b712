// Whether a request may join a document, as a WebSocket or over plain HTTP. The cheap checks come first, and those that
// reveal least. An upgrade request that may not gets its HTTP answer here, or the close code with which its WebSocket
// ends at once. Each socket is counted until it closes, and one that takes too long is closed.

import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import type { Identity } from '../auth/authority.ts';
import type { Clock } from '../clock.ts';
import { limits } from '../limits/limits.ts';
import { CloseCode, type CloseReason, isLasting } from '../../protocol/close-codes.ts';
import { documentNameFromPath } from '../../protocol/document-name.ts';
import { addressOf } from './address.ts';
import { Admission, type Slot } from './admission.ts';
import { withoutBase } from './base-path.ts';
import { type Authorized, epochOf, tokenOf } from './handshake.ts';
import { hostRefusal, originRefusal, type Reach } from './origin.ts';
import { PendingSockets } from './pending-sockets.ts';
import { printable } from './printable.ts';
import { type Client, clientOf, Refusals } from './refusals.ts';
import { refuse, reject, sendRejection, type UpgradeRejection } from './rejection.ts';

/** The path of a session is this prefix and the document's name. */
export const prefix = '/collab/';

/** Finds out who asks for `document` and whether they may join. The gate waits at most `limits.authenticationTime`. */
export type Authorize = (request: IncomingMessage, document: string) => Promise<Authorized | UpgradeRejection>;

/** The parts of the server that the gate uses. */
export interface GateDeps {
  readonly reach: Reach;
  readonly authorize: Authorize;
  /** Whether the server is shutting down, and admits no client. */
  readonly isDraining: () => boolean;
  readonly log: Logger;
  readonly clock: Clock;
}

/** A request that may join its document. */
export interface Admitted {
  readonly type: 'admitted';
  readonly address: string;
  readonly document: string;
  /** The epoch of the document that the client knows from before, or null. */
  readonly epoch: string | null;
  readonly identity: Identity;
  /** To be called once the socket is a WebSocket, or the request is answered: ends the time limit. */
  opened(): void;
  /** Lets the session be counted for longer than its socket is open. The result, called once, ends the count. */
  keepSlot(): () => void;
  /** To be called when the server closes the connection with `code`. */
  closed(code: CloseCode): void;
}

/** An upgrade request whose WebSocket is to be closed at once: only so can a page learn the reason. */
export interface RefusedUpgrade extends CloseReason {
  readonly type: 'refused';
}

const restarting = reject(503, 'The server is restarting. What it acknowledged is safe; try again in a few seconds.');

export class Gate {
  readonly #deps: GateDeps;
  readonly #admission: Admission;
  readonly #pending: PendingSockets;
  readonly #refusals: Refusals;

  readonly #onError = (error: Error) => this.#deps.log.debug({ error }, 'the connection of an upgrade broke off');

  constructor(deps: GateDeps) {
    this.#deps = deps;
    this.#admission = new Admission(deps.clock);
    this.#pending = new PendingSockets(deps.reach.proxies);
    this.#refusals = new Refusals(deps.clock);
  }

  /** Begins to count the connections of `server`. */
  watch(server: Server): void {
    this.#pending.watch(server);
  }

  /** Answers clients at once again that were refused in `document`: the reason may have ended. */
  forgetRefusals(document: string): void {
    this.#refusals.forget(document);
  }

  /**
   * Decides on the upgrade that `request` asks for on `socket`. Null when there is nothing more to do: the request was
   * rejected and has its answer, or the socket closed meanwhile. Never rejects.
   */
  async admit(request: IncomingMessage, socket: Duplex): Promise<Admitted | RefusedUpgrade | null> {
    socket.on('error', this.#onError);
    const decision = await this.#judge(request, socket);
    if (decision?.type !== 'rejected') return decision;
    const { closeCode, detail } = decision;
    if (closeCode !== undefined && asksForWebSocket(request)) {
      return { type: 'refused', code: closeCode, reason: detail };
    }
    sendRejection(socket, decision);
    return null;
  }

  /**
   * Decides on the session over plain HTTP that `request` asks for. Null when its client gave up meanwhile. A rejection
   * is to be sent at once: its socket is closed soon. Never rejects.
   */
  admitSession(request: IncomingMessage): Promise<Admitted | UpgradeRejection | null> {
    return this.#judge(request, request.socket);
  }

  /**
   * Begins the handshake of a WebSocket on `socket` that needs no admission, since it carries on a session that has
   * one. The result is to be called once it is open.
   */
  expect(request: IncomingMessage, socket: Duplex): () => void {
    socket.on('error', this.#onError);
    return this.#opening(request, this.#closeAfter(limits.authenticationTime, socket));
  }

  /** Ends the count of a socket without an answer, which waits for one in the name of a session. */
  settle(request: IncomingMessage): void {
    this.#pending.settle(request.socket);
  }

  /** Why no request with these headers is answered; null when it may be. Reveals nothing of documents and sessions. */
  refusalOf({ headers }: IncomingMessage): UpgradeRejection | null {
    const { reach } = this.#deps;
    const detail = hostRefusal(headers, reach) ?? originRefusal(headers, reach);
    return detail === null ? null : reject(403, detail);
  }

  async #judge(request: IncomingMessage, socket: Duplex): Promise<Admitted | UpgradeRejection | null> {
    const address = addressOf(request, this.#deps.reach.proxies);
    const target = this.#targetOf(request);
    if (target.type === 'rejected') return this.#rejected(target, request, socket, address);
    const { document } = target;
    const client = clientOf(address, document ?? printable(pathOf(request, this.#deps.reach)), credentialOf(request));
    const held = await this.#refusals.hold(client, socket);
    if (socket.destroyed) return null;
    const cancelTimeout = this.#closeAfter(limits.authenticationTime, socket);
    const decision = held ?? (await this.#decide(request, socket, address, document));
    if (!socket.writable) return null;
    if (decision.type === 'rejected') {
      cancelTimeout();
      if (decision.closeCode !== undefined) this.#refusals.note(client);
      return this.#rejected(decision, request, socket, address);
    }
    const opened = this.#opening(request, cancelTimeout);
    const admitted = { address, epoch: epochOf(request), opened, closed: this.#noteFor(client) };
    return { ...decision, type: 'admitted', ...admitted };
  }

  /** What is to be done once `request` is answered, or its WebSocket open. */
  #opening({ socket }: IncomingMessage, cancelTimeout: () => void): () => void {
    return () => {
      cancelTimeout();
      this.#pending.settle(socket);
    };
  }

  /** Remembers a lasting close of `client`. Made apart from the request, which would stay in memory with it. */
  #noteFor(client: Client): (code: CloseCode) => void {
    return (code) => {
      if (isLasting(code)) this.#refusals.note(client, isOfOneClient(code) ? limits.longestSharedHold : undefined);
    };
  }

  /** Logs a rejection, and bounds the time in which its socket takes the answer. */
  #rejected(rejection: UpgradeRejection, request: IncomingMessage, socket: Duplex, address: string): UpgradeRejection {
    const { status, detail } = rejection;
    const path = printable(decoded(pathOf(request, this.#deps.reach)));
    const wish = request.headers.upgrade === undefined ? 'a session over plain HTTP' : 'an upgrade to a WebSocket';
    this.#deps.log.warn({ address, path, status, detail }, `the server rejected ${wish}`);
    this.#closeAfter(limits.refusedTime, socket);
    return rejection;
  }

  /** Destroys `socket` after `time` milliseconds. The result cancels that. */
  #closeAfter(time: number, socket: Duplex): () => void {
    const cancelTimer = this.#deps.clock.after(time, () => socket.destroy(), 'idle');
    const cancel = () => {
      cancelTimer();
      socket.off('close', cancel); // a WebSocket lives long, and would keep the timer in memory
    };
    socket.once('close', cancel);
    return cancel;
  }

  async #decide(
    request: IncomingMessage,
    socket: Duplex,
    address: string,
    document: string | null,
  ): Promise<(Authorized & Pick<Admitted, 'document' | 'keepSlot'>) | UpgradeRejection> {
    const { authorize, isDraining, log } = this.#deps;
    const slot: Slot | UpgradeRejection = this.#admission.enter(address, document);
    if (slot.type === 'rejected') return slot;
    const { release } = slot; // without the socket, which the session may outlive
    socket.once('close', release);
    const keepSlot = () => {
      socket.off('close', release);
      return release;
    };
    if (document === null) return misaddressed(request, this.#deps.reach);
    try {
      const authorization = await authorize(request, document);
      if (isDraining()) return restarting;
      return authorization.type === 'rejected' ? authorization : { ...authorization, document, keepSlot };
    } catch (error) {
      log.error({ error }, 'access to a document could not be verified; the client is asked to try again');
      return reject(503, 'Access cannot be verified right now; try again.');
    }
  }

  /** The document that `request` asks for, by its path and headers alone; null when its path names none. */
  #targetOf(request: IncomingMessage): { type: 'target'; document: string | null } | UpgradeRejection {
    const { reach, isDraining } = this.#deps;
    if (isDraining()) return restarting;
    const refusal = this.refusalOf(request);
    if (refusal !== null) return refusal;
    return { type: 'target', document: documentNameFromPath(pathOf(request, reach), prefix) };
  }
}

/** The path of `request` without the base path, with its percent-escapes. */
export const pathOf = ({ url = '' }: IncomingMessage, { basePath }: Reach): string =>
  withoutBase(url.split('?', 1)[0]!, basePath);

/** What may tell clients of one address apart. */
function credentialOf(request: IncomingMessage): (string | null)[] {
  return [tokenOf(request), epochOf(request), request.headers['user-agent'] ?? null];
}

/** Whether `code` is about what one client sent, and others with the same credential may be well. */
const isOfOneClient = (code: CloseCode): boolean => code === CloseCode.malformed || code === CloseCode.tooLarge;

/** `path` without percent-escapes, if it can be read as UTF-8. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

const asksForWebSocket = ({ headers }: IncomingMessage): boolean => headers.upgrade?.toLowerCase() === 'websocket';

function misaddressed(request: IncomingMessage, reach: Reach): UpgradeRejection {
  return pathOf(request, reach).startsWith(prefix)
    ? refuse(
        CloseCode.malformed,
        'The address names no document: 1 to 200 of A-Z a-z 0-9 . _ - /, without empty, . or .. segments.',
      )
    : refuse(
        CloseCode.malformed,
        `Quire speaks y-websocket, at ${prefix}<document>. HocuspocusProvider and others do not fit.`,
      );
}
