// Whether an upgrade request may join a document. The cheap checks come first, and those that reveal least. A request
// that may not gets its HTTP answer here, or the close code with which its WebSocket ends at once. Each socket is
// counted until it closes, and one that takes too long is closed.

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

/** The path of a WebSocket is this prefix and the document's name. */
const prefix = '/collab/';

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

/** An upgrade request that may join its document. */
export interface AdmittedUpgrade {
  readonly type: 'admitted';
  readonly address: string;
  readonly document: string;
  /** The epoch of the document that the client knows from before, or null. */
  readonly epoch: string | null;
  readonly identity: Identity;
  /** To be called once the socket is a WebSocket: ends the time limit. */
  opened(): void;
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

  /** Begins to count the connections of `server`, together with those of other servers. */
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
  async admit(request: IncomingMessage, socket: Duplex): Promise<AdmittedUpgrade | RefusedUpgrade | null> {
    socket.on('error', this.#onError);
    const address = addressOf(request, this.#deps.reach.proxies);
    const target = this.#targetOf(request);
    if (target.type === 'rejected') return this.#answer(target, request, socket, address);
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
      return this.#answer(decision, request, socket, address);
    }
    const opened = () => {
      cancelTimeout();
      this.#pending.settle(request.socket);
    };
    const { type: _, ...authorized } = decision;
    return { type: 'admitted', ...authorized, address, epoch: epochOf(request), opened, closed: this.#noteFor(client) };
  }

  /** Remembers a lasting close of `client`. Made apart from the request, which would stay in memory with it. */
  #noteFor(client: Client): (code: CloseCode) => void {
    return (code) => {
      if (isLasting(code)) this.#refusals.note(client, isOfOneClient(code) ? limits.longestSharedHold : undefined);
    };
  }

  /** Answers a rejected request, unless it gets its answer on a WebSocket. */
  #answer(
    rejection: UpgradeRejection,
    request: IncomingMessage,
    socket: Duplex,
    address: string,
  ): RefusedUpgrade | null {
    const { status, detail, closeCode } = rejection;
    const path = printable(decoded(pathOf(request, this.#deps.reach)));
    this.#deps.log.warn({ address, path, status, detail }, 'the server rejected an upgrade to a WebSocket');
    this.#closeAfter(limits.refusedTime, socket);
    if (closeCode !== undefined && asksForWebSocket(request)) {
      return { type: 'refused', code: closeCode, reason: detail };
    }
    sendRejection(socket, rejection);
    return null;
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
  ): Promise<(Authorized & { document: string }) | UpgradeRejection> {
    const { authorize, isDraining, log } = this.#deps;
    const slot: Slot | UpgradeRejection = this.#admission.enter(address, document);
    if (slot.type === 'rejected') return slot;
    socket.once('close', () => slot.release());
    if (document === null) return misaddressed(request, this.#deps.reach);
    try {
      const authorization = await authorize(request, document);
      if (isDraining()) return restarting;
      return authorization.type === 'rejected' ? authorization : { ...authorization, document };
    } catch (error) {
      log.error({ error }, 'access to a document could not be verified; the client is asked to try again');
      return reject(503, 'Access cannot be verified right now; try again.');
    }
  }

  /** The document that `request` asks for, by its path and headers alone; null when its path names none. */
  #targetOf(request: IncomingMessage): { type: 'target'; document: string | null } | UpgradeRejection {
    const { reach, isDraining } = this.#deps;
    const { headers } = request;
    if (isDraining()) return restarting;
    const wrongHost = hostRefusal(headers, reach);
    if (wrongHost !== null) return reject(403, wrongHost);
    const wrongOrigin = originRefusal(headers, reach);
    if (wrongOrigin !== null) return reject(403, wrongOrigin);
    return { type: 'target', document: documentNameFromPath(pathOf(request, reach), prefix) };
  }
}

const pathOf = ({ url = '' }: IncomingMessage, { basePath }: Reach): string =>
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
