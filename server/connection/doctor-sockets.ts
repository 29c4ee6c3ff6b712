// The WebSockets of doctors, which echo what they get. They have the handshake of a document's WebSocket, and nothing
// else of it: no session, no token and no ping, so that a doctor learns how long proxies leave a silent one open. Each
// is bounded in its messages, its bytes and its time.

import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import { addressOf } from '../gate/address.ts';
import { withoutBase } from '../gate/base-path.ts';
import { doctorRetry, type DoctorPlaces } from '../gate/doctor-places.ts';
import { hostRefusal, originRefusal, type Reach } from '../gate/origin.ts';
import { reject, sendRejection, type UpgradeRejection } from '../gate/rejection.ts';
import { limits } from '../limits/limits.ts';
import { CloseCode } from '../../protocol/close-codes.ts';
import { doctorPath } from '../../protocol/doctor.ts';
import { createUpgrade, type WebSocket } from './node-ws.ts';

export interface DoctorSocketsDeps {
  readonly places: DoctorPlaces;
  readonly reach: Reach;
  /** Whether the server is shutting down, and takes no WebSocket. */
  readonly isDraining: () => boolean;
  readonly log: Logger;
  readonly clock: Clock;
}

export class DoctorSockets {
  readonly #deps: DoctorSocketsDeps;
  readonly #upgrade = createUpgrade(limits.doctorBytes).upgrade;
  readonly #open = new Set<WebSocket>();

  readonly #onError = (error: Error) => this.#deps.log.debug({ error }, 'the WebSocket of a doctor broke off');

  constructor(deps: DoctorSocketsDeps) {
    this.#deps = deps;
  }

  /** Whether the upgrade request is a doctor's. */
  takes({ url = '' }: IncomingMessage): boolean {
    return withoutBase(url.split('?', 1)[0]!, this.#deps.reach.basePath) === doctorPath;
  }

  /** Answers the upgrade request. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { places, reach, clock } = this.#deps;
    socket.on('error', this.#onError);
    const rejection = this.#rejectionOf(request);
    if (rejection !== null) return sendRejection(socket, rejection);
    const leave = places.take(addressOf(request, reach.proxies));
    if (leave === null) return sendRejection(socket, reject(429, 'Too many doctors ask at once.', doctorRetry));
    const cancel = clock.after(limits.doctorTime, () => socket.destroy(), 'idle');
    socket.once('close', () => {
      cancel();
      leave();
    });
    this.#upgrade(request, socket, head, (webSocket) => this.#echo(webSocket));
  }

  /** Ends all WebSockets. */
  close(): void {
    for (const webSocket of this.#open) webSocket.close(CloseCode.restarting);
    for (const webSocket of this.#open) webSocket.terminate();
  }

  #rejectionOf({ headers }: IncomingMessage): UpgradeRejection | null {
    const { reach, isDraining } = this.#deps;
    if (isDraining()) return reject(503, 'The server is restarting. Try again in a few seconds.');
    const detail = hostRefusal(headers, reach) ?? originRefusal(headers, reach);
    return detail === null ? null : reject(403, detail);
  }

  #echo(webSocket: WebSocket): void {
    let [messages, bytes] = [0, 0];
    const mayTake = (size: number) => ++messages <= limits.doctorMessages && (bytes += size) <= limits.doctorBytes;
    const end = () => webSocket.close(CloseCode.overloaded, 'a doctor needs no more');
    this.#open.add(webSocket);
    webSocket.on('close', () => this.#open.delete(webSocket));
    webSocket.on('message', (data, isBinary) => {
      const frame = data as Buffer; // by default ws gives a message as one
      if (mayTake(frame.length)) webSocket.send(frame, { binary: isBinary });
      else end();
    });
    for (const kind of ['ping', 'pong'] as const) webSocket.on(kind, ({ length }) => mayTake(length) || end());
  }
}
