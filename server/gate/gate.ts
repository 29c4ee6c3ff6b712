// Whether an upgrade request may join a document. The cheap checks come first, and those that reveal least. A request
// that may not gets its HTTP answer here, or the close code with which its WebSocket ends at once. Each socket is
// counted until it closes, and one that takes too long is closed.

import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import type { Identity } from '../auth/authority.ts';
import type { Clock } from '../clock.ts';
import { limits } from '../limits/limits.ts';
import { CloseCode, type CloseReason } from '../../protocol/close-codes.ts';
import { documentNameFromPath } from '../../protocol/document-name.ts';
import { addressOf } from './address.ts';
import { Admission, type Slot } from './admission.ts';
import { withoutBase } from './base-path.ts';
import { type Authorized, epochOf } from './handshake.ts';
import { hostRefusal, originRefusal, type Reach } from './origin.ts';
import { PendingSockets } from './pending-sockets.ts';
import { printable } from './printable.ts';
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
  readonly document: string;
  /** The epoch of the document that the client knows from before, or null. */
  readonly epoch: string | null;
  readonly identity: Identity;
  /** To be called once the socket is a WebSocket: ends the time limit. */
  opened(): void;
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

  readonly #onError = (error: Error) => this.#deps.log.debug({ error }, 'the connection of an upgrade broke off');

  constructor(deps: GateDeps) {
    this.#deps = deps;
    this.#admission = new Admission(deps.clock);
    this.#pending = new PendingSockets(deps.reach.proxies);
  }

  /** Begins to count the connections of `server`. */
  watch(server: Server): void {
    this.#pending.watch(server);
  }

  /**
   * Decides on the upgrade that `request` asks for on `socket`. Null when there is nothing more to do: the request was
   * rejected and has its answer, or the socket closed meanwhile. Never rejects.
   */
  async admit(request: IncomingMessage, socket: Duplex): Promise<AdmittedUpgrade | RefusedUpgrade | null> {
    socket.on('error', this.#onError);
    const cancelTimeout = this.#closeAfter(limits.authenticationTime, socket);
    const address = addressOf(request, this.#deps.reach.proxies);
    const decision = await this.#decide(request, socket, address);
    if (!socket.writable) return null;
    if (decision.type === 'rejected') {
      const { status, detail, closeCode } = decision;
      this.#deps.log.warn(
        { address, path: printable(decoded(pathOf(request, this.#deps.reach))), status, detail },
        'the server rejected an upgrade to a WebSocket',
      );
      if (closeCode !== undefined && asksForWebSocket(request)) {
        cancelTimeout();
        this.#closeAfter(limits.refusedTime, socket);
        return { type: 'refused', code: closeCode, reason: detail };
      }
      sendRejection(socket, decision);
      return null;
    }
    const opened = () => {
      cancelTimeout();
      this.#pending.settle(request.socket);
    };
    const { document, identity } = decision;
    return { type: 'admitted', document, epoch: epochOf(request), identity, opened };
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
  ): Promise<(Authorized & { document: string }) | UpgradeRejection> {
    const { authorize, isDraining, log } = this.#deps;
    const target = this.#targetOf(request);
    if (target.type === 'rejected') return target;
    const { document } = target;
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
    : refuse(CloseCode.malformed, `A WebSocket has an address of the form ${prefix}<document>.`);
}
