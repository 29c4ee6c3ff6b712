// One server process for one test, with a data directory of its own that is removed afterwards.
// It gets a free port at its first start and has the same one after each restart.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SmallDisk } from './disk.ts';

/** How a server is started. */
export interface ServerSetup {
  /** The program and its arguments. */
  command: readonly [string, ...string[]];
  /** Its environment; nothing else is passed on but the PATH. Port 0 asks for any free one. */
  env(port: number, dataDir: string): Record<string, string>;
  /** The line on its standard output that says that it listens; the first group is the port. */
  listening: RegExp;
}

/** How long a server may take to start or to end, on a machine that is busy with other things. */
const patienceMs = 60_000;

export class Server {
  /** All that it has written so far, over all of its starts. */
  log = '';
  port = 0;
  readonly #setup: ServerSetup;
  readonly #dataDir: string;
  readonly #env: Readonly<Record<string, string>>;
  #process: ChildProcess | undefined;
  #disk: SmallDisk | undefined;

  private constructor(setup: ServerSetup, dataDir: string, env: Readonly<Record<string, string>>) {
    this.#setup = setup;
    this.#dataDir = dataDir;
    this.#env = env;
  }

  /**
   * A server that is listening, on a fresh data directory; with `diskBytes`, on a disk of that size (see SmallDisk).
   * `env` is added to the environment that its setup gives it.
   */
  static async start(
    setup: ServerSetup,
    diskBytes?: number,
    env: Readonly<Record<string, string>> = {},
  ): Promise<Server> {
    const server = new Server(setup, await mkdtemp(join(tmpdir(), 'e2e-data-')), env);
    try {
      if (diskBytes !== undefined) server.#disk = await SmallDisk.mount(server.#dataDir, diskBytes);
      await server.start();
    } catch (error) {
      await server.dispose();
      throw error;
    }
    return server;
  }

  /** Its address without a slash at the end: straight to it, past everyone's network. */
  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Starts it again on the same data and port; resolves when it listens. */
  async start(): Promise<void> {
    const { command, env, listening } = this.#setup;
    const [program, ...args] = command;
    const child = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env.PATH ?? '', ...env(this.port, this.#dataDir), ...this.#env },
    });
    this.#process = child;
    this.port = await new Promise<number>((resolve, reject) => {
      let output = '';
      const hear = (text: Buffer) => {
        this.log += text;
        output += text;
        const port = output.match(listening)?.[1];
        if (port) resolve(Number(port));
      };
      child.stdout.on('data', hear);
      child.stderr.on('data', hear);
      child.on('error', reject);
      child.on('close', (code) => reject(new Error(`The server ended with code ${code}:\n${output}`)));
      const slow = () => reject(new Error(`The server did not listen within ${patienceMs} ms:\n${output}`));
      setTimeout(slow, patienceMs).unref();
    });
  }

  /** Asks it to end (SIGTERM), waits until it has, and gives its exit code; null when it ended by the signal itself. */
  async stop(): Promise<number | null> {
    const killer = setTimeout(() => this.#process?.kill('SIGKILL'), patienceMs);
    const signal = await this.#end('SIGTERM');
    clearTimeout(killer);
    if (signal === 'SIGKILL') throw new Error(`The server did not end within ${patienceMs} ms of SIGTERM.`);
    return this.#process?.exitCode ?? null;
  }

  /** Ends it at once, as `kill -9` does: it cannot save or say anything more. */
  async kill9(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Asks it to end and starts it again. */
  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  /** Makes it stand still (SIGSTOP): it keeps its connections and answers nobody. */
  pause(): void {
    this.#process?.kill('SIGSTOP');
  }

  /** Lets it go on after `pause`. */
  resume(): void {
    this.#process?.kill('SIGCONT');
  }

  /** Fills the disk that its data is on, to the last byte. */
  fillDisk(): void {
    this.#ownDisk.fill();
  }

  /** Gives back the room that `fillDisk` took. */
  freeDisk(): void {
    this.#ownDisk.free();
  }

  /** Ends it in whatever state it is and removes its data. */
  async dispose(): Promise<void> {
    await this.kill9();
    await this.#disk?.unmount();
    await rm(this.#dataDir, { recursive: true, force: true });
  }

  get #ownDisk(): SmallDisk {
    if (!this.#disk) throw new Error('The server has a disk of its own only with test.use({ diskBytes: … }).');
    return this.#disk;
  }

  async #end(signal: NodeJS.Signals): Promise<NodeJS.Signals | null> {
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return null;
    const closed = once(child, 'close');
    child.kill(signal);
    await closed;
    return child.signalCode;
  }
}
