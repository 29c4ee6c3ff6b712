// What stands between a person and the server in a network that breaks WebSockets: a proxy that understands HTTP, as a
// line does not, and withholds one thing. Everything else passes as it is.
import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { forward } from './forward.ts';

/** What a middlebox withholds. */
export type Withheld =
  /** It does not know upgrades: the server gets such a request without its `Upgrade` header. */
  | 'upgrade'
  /** It does not know upgrades, and passes an answer on once it is whole: a stream of events never comes. */
  | 'streaming'
  /** It answers other methods, and upgrades, by 403. */
  | 'everything but GET and POST'
  /** Upgrades are never answered. */
  | 'answers to upgrades'
  /** Upgrades are answered, and then nothing passes. */
  | 'frames';

export class Middlebox {
  readonly #server: Server;
  readonly #target: () => number;
  /** The connections of WebSockets that hang. */
  readonly #hanging = new Set<Duplex>();
  /** The number of WebSockets that have come and were left hanging. */
  hung = 0;
  #withheld: Withheld | null;

  private constructor(target: () => number, withheld: Withheld) {
    this.#target = target;
    this.#withheld = withheld;
    this.#server = createServer((incoming, answer) => this.#serve(incoming, answer));
    // Without this listener, a request for an upgrade is one as any other.
    if (withheld === 'upgrade' || withheld === 'streaming') return;
    this.#server.on('upgrade', (incoming: IncomingMessage, near: Duplex) => this.#upgrade(incoming, near));
  }

  /** A middlebox before the port that `target` gives whenever somebody asks for something. */
  static async start(target: () => number, withheld: Withheld): Promise<Middlebox> {
    const middlebox = new Middlebox(target, withheld);
    middlebox.#server.listen(0, '127.0.0.1');
    await once(middlebox.#server, 'listening');
    return middlebox;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Withholds nothing more from the connections that stand. */
  lift(): void {
    this.#withheld = null;
  }

  close(): void {
    for (const near of this.#hanging) near.destroy();
    this.#server.close().closeAllConnections();
  }

  #serve(incoming: IncomingMessage, answer: ServerResponse): void {
    const withheld = this.#withheld;
    const isRefused = withheld === 'everything but GET and POST' && !/^(GET|POST)$/.test(incoming.method!);
    if (isRefused) return void answer.writeHead(403).end();
    const { upgrade: _, connection: __, ...headers } = incoming.headers;
    forward(incoming, answer, this.#urlOf(incoming), { headers, whole: withheld === 'streaming' });
  }

  #upgrade(incoming: IncomingMessage, near: Duplex): void {
    near.on('error', () => {});
    if (this.#withheld !== 'answers to upgrades' && this.#withheld !== 'frames') {
      return void near.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    }
    this.hung++;
    this.#hanging.add(near);
    near.on('close', () => this.#hanging.delete(near));
    near.on('end', () => near.end()).resume(); // so that the end of it is noticed
    if (this.#withheld === 'frames') this.#answer(incoming, near);
  }

  /** Has the server answer an upgrade, and passes on no byte after the answer. */
  #answer(incoming: IncomingMessage, near: Duplex): void {
    const { method, headers } = incoming;
    const onward = request(this.#urlOf(incoming), { method, headers });
    onward.on('error', () => near.destroy()).end();
    onward.on('upgrade', ({ rawHeaders }, far) => {
      const lines = rawHeaders.flatMap((name, i) => (i % 2 === 0 ? [`${name}: ${rawHeaders[i + 1]}`] : []));
      near.write(['HTTP/1.1 101 Switching Protocols', ...lines, '', ''].join('\r\n'));
      near.on('close', () => far.destroy());
      far.on('error', () => near.destroy());
    });
  }

  #urlOf({ url }: IncomingMessage): string {
    return `http://127.0.0.1:${this.#target()}${url}`;
  }
}
