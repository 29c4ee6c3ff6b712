// For tests: a proxy in front of PostgreSQL, which sees each statement, and fails as a network does: it loses the
// answer of a statement that was done, or delivers a statement after everybody gave it up.

import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

/** What becomes of the next statement that a fault concerns. */
export type Fault =
  /** It is done, and its answer is lost with the connection. */
  | 'lose answer'
  /** The connection breaks before it arrives; `deliver` lets it arrive. */
  | 'hold'
  /** Neither it nor anything after it arrives, and the connection stays. */
  | 'freeze';

export class PostgresProxy {
  /** The folder of the socket, as the host of an address. */
  readonly directory = mkdtempSync(join(tmpdir(), 'quire-proxy-'));
  /** The statements that arrived, in order; with a name where one was prepared. */
  readonly statements: string[] = [];
  #fault: { readonly kind: Fault; readonly concerns: RegExp } | null = null;
  #held: { readonly far: Socket; readonly bytes: Buffer }[] = [];
  readonly #sockets = new Set<Socket>();

  /** Starts a proxy to the Unix socket `target`; it ends with the test. */
  static async start(t: TestContext, target: string): Promise<PostgresProxy> {
    const proxy = new PostgresProxy();
    const server = createServer((near) => proxy.#join(near, connect(target)));
    server.listen(join(proxy.directory, '.s.PGSQL.5432'));
    await once(server, 'listening');
    t.after(() => {
      server.close();
      for (const socket of proxy.#sockets) socket.destroy();
      rmSync(proxy.directory, { recursive: true });
    });
    return proxy;
  }

  /** Fails with the next statement whose text matches. */
  failNext(kind: Fault, concerns: RegExp): void {
    this.#fault = { kind, concerns };
  }

  /** Whether the last fault has happened. */
  get hasFailed(): boolean {
    return this.#fault === null;
  }

  /** Lets everything arrive that was held. Resolves when PostgreSQL has done it. */
  async deliver(): Promise<void> {
    for (const { far, bytes } of this.#held.splice(0)) {
      const answered = once(far, 'data');
      far.write(bytes);
      await answered;
      far.end();
    }
  }

  #join(near: Socket, far: Socket): void {
    let kind: Fault | null = null;
    const reader = new MessageReader((text) => {
      this.statements.push(text);
      if (this.#fault?.concerns.test(text)) {
        ({ kind } = this.#fault);
        this.#fault = null;
      }
    });
    near.on('data', (bytes: Buffer) => {
      reader.read(bytes);
      if (kind === 'freeze') return;
      if (kind !== 'hold') return void far.write(bytes);
      this.#held.push({ far, bytes });
      near.destroy();
    });
    far.on('data', (bytes: Buffer) => {
      if (kind === null) near.write(bytes);
      else if (kind === 'lose answer' && isReady(bytes)) near.destroy();
    });
    for (const socket of [near, far]) {
      this.#sockets.add(socket);
      socket.on('error', () => {});
    }
    near.on('close', () => kind !== 'hold' && far.destroy());
    far.on('close', () => near.destroy());
  }
}

/** Whether an answer ends with ReadyForQuery. */
const isReady = (bytes: Buffer): boolean => bytes.at(-6) === 'Z'.charCodeAt(0) && bytes.at(-2) === 5;

/** Finds the texts of statements in what a client sends: messages Query and Parse. */
class MessageReader {
  #bytes = Buffer.alloc(0);
  #isStarted = false;
  readonly #tell: (text: string) => void;

  constructor(tell: (text: string) => void) {
    this.#tell = tell;
  }

  read(bytes: Buffer): void {
    this.#bytes = Buffer.concat([this.#bytes, bytes]);
    for (;;) {
      const start = this.#isStarted ? 1 : 0; // only the first message has no type
      if (this.#bytes.length < start + 4) return;
      const end = start + this.#bytes.readUInt32BE(start);
      if (this.#bytes.length < end) return;
      const type = String.fromCharCode(this.#bytes[0]!);
      const [first, second] = this.#bytes
        .subarray(start + 4, end)
        .toString()
        .split('\0');
      if (this.#isStarted && type === 'Q') this.#tell(first!);
      if (this.#isStarted && type === 'P') this.#tell(first === '' ? second! : `${first}: ${second}`);
      this.#isStarted = true;
      this.#bytes = this.#bytes.subarray(end);
    }
  }
}
