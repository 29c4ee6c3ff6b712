// For tests: a line between two processes, which can be cut, or frozen as a cable that was pulled.

import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type NetConnectOpts, type Socket } from 'node:net';
import type { TestContext } from 'node:test';

type State = 'open' | 'cut' | 'frozen';

export class Line {
  readonly port: number;
  readonly #pairs = new Set<readonly [near: Socket, far: Socket]>();
  #state: State = 'open';

  private constructor(port: number) {
    this.port = port;
  }

  /** A line from a port of its own to `target`; it ends with the test. */
  static async start(t: TestContext, target: NetConnectOpts): Promise<Line> {
    const server = createServer((near) => line.#join(near, target));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const line = new Line((server.address() as AddressInfo).port);
    t.after(() => {
      server.close();
      line.cut();
    });
    return line;
  }

  /** Resets every connection, and each new one until `restore`. */
  cut(): void {
    this.#state = 'cut';
    for (const [near] of this.#pairs) near.resetAndDestroy(); // which takes the other end along
  }

  /** Nothing arrives any more, and nobody is told, until `restore`; then all of it arrives. */
  freeze(): void {
    this.#state = 'frozen';
    for (const pair of this.#pairs) for (const socket of pair) socket.unpipe().pause();
  }

  restore(): void {
    this.#state = 'open';
    for (const [near, far] of this.#pairs) near.pipe(far).pipe(near);
  }

  #join(near: Socket, target: NetConnectOpts): void {
    if (this.#state === 'cut') return void near.resetAndDestroy();
    const far = connect(target);
    const pair = [near, far] as const;
    this.#pairs.add(pair);
    for (const [one, other] of [pair, [far, near]] as const) {
      one.on('error', () => {});
      one.on('close', () => {
        this.#pairs.delete(pair);
        other.destroy();
      });
    }
    if (this.#state === 'open') near.pipe(far).pipe(near);
  }
}
