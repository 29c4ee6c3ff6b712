// One person's way to the server: a TCP proxy with a port of its own, on which this person's connections can be cut,
// slowed or frozen while everyone else's go on. Bytes are never changed and never change their order. A middlebox that
// reads them stands behind it only in a network that blocks something.
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { Middlebox, type Withheld } from './middlebox.ts';

/** What a network does not let through. `idle`: connections on which nothing passes for a moment are cut. */
export type Block = Withheld | 'idle';

/** How long a connection may be idle where such ones are cut: longer than people pause who write, and no longer. */
const idleMs = 1_500;

/** How slow a connection is, each way. */
export interface Slowness {
  latencyMs: number;
  /** Unlimited when left out. */
  bytesPerSecond?: number;
}

type State = 'open' | 'cut' | 'frozen';

export class Line {
  readonly #listener: Server;
  readonly #target: () => number;
  readonly #pipes = new Set<Pipe>();
  readonly #nears = new Set<Socket>();
  /** All that there were: connections through them may stand. */
  readonly #middleboxes: Middlebox[] = [];
  #state: State = 'open';
  #slowness: Slowness = { latencyMs: 0 };
  #block: Block | null = null;
  /** Where new connections lead. */
  #port: () => number;

  /** A line to the port that `target` gives whenever somebody connects. Call `listen` before using it. */
  constructor(target: () => number) {
    this.#target = target;
    this.#port = target;
    this.#listener = createServer({ allowHalfOpen: true, noDelay: true }, (near) => {
      near.on('error', () => {});
      if (this.#state === 'cut') near.resetAndDestroy();
      else this.#join(near, connect({ port: this.#port(), host: '127.0.0.1', allowHalfOpen: true, noDelay: true }));
    });
  }

  async listen(): Promise<void> {
    this.#listener.listen(0, '127.0.0.1');
    await once(this.#listener, 'listening');
  }

  /** The address that this person uses instead of the server's, without a slash at the end. */
  get url(): string {
    return `http://127.0.0.1:${(this.#listener.address() as AddressInfo).port}`;
  }

  get isCut(): boolean {
    return this.#state === 'cut';
  }

  get isBlocked(): boolean {
    return this.#block !== null;
  }

  /** The number of WebSockets that a network has left hanging on this line. */
  get hung(): number {
    return this.#middleboxes.reduce((sum, { hung }) => sum + hung, 0);
  }

  /** Resets every connection, and every new one until `restore`. */
  cut(): void {
    this.#state = 'cut';
    for (const pipe of this.#pipes) pipe.reset();
  }

  /** From now on nothing passes and nobody is told, as when a laptop sleeps or a cable is pulled. */
  freeze(): void {
    this.#state = 'frozen';
    for (const pipe of this.#pipes) pipe.settle();
  }

  /** Everything that passes takes this long. */
  slow(slowness: Slowness): void {
    this.#slowness = slowness;
  }

  /** Resets every connection, as on the way to another network, which lets `block` not through until `restore`. */
  async block(block: Block): Promise<void> {
    const middlebox = block === 'idle' ? null : await Middlebox.start(this.#target, block);
    this.restore();
    this.#block = block;
    if (middlebox !== null) {
      this.#middleboxes.push(middlebox);
      this.#port = () => middlebox.port;
    }
    for (const pipe of this.#pipes) pipe.reset();
  }

  /** Ends whatever was done to the line; what was frozen arrives late. */
  restore(): void {
    this.#state = 'open';
    this.#slowness = { latencyMs: 0 };
    this.#block = null;
    this.#port = this.#target;
    for (const middlebox of this.#middleboxes) middlebox.lift();
    for (const near of this.#nears) near.setTimeout(0);
    for (const pipe of this.#pipes) pipe.settle();
  }

  async close(): Promise<void> {
    for (const pipe of this.#pipes) pipe.reset();
    for (const middlebox of this.#middleboxes) middlebox.close();
    this.#listener.close();
    await once(this.#listener, 'close');
  }

  #join(near: Socket, far: Socket): void {
    this.#nears.add(near);
    near.once('close', () => this.#nears.delete(near));
    const conditions = () => ({ frozen: this.#state === 'frozen', ...this.#slowness });
    const pipes = [new Pipe(near, far, conditions), new Pipe(far, near, conditions)];
    for (const pipe of pipes) {
      this.#pipes.add(pipe);
      pipe.to.once('close', () => this.#pipes.delete(pipe));
    }
    if (this.#block !== 'idle') return;
    near.setTimeout(idleMs, () => {
      for (const pipe of pipes) pipe.reset();
    });
  }
}

/** A chunk on its way, or the end of the stream (null), and when it is due. */
interface Parcel {
  chunk: Buffer | null;
  due: number;
}

/** More than this waits at the sender, as it would in a real network's buffers. */
const mostInFlight = 1 << 20;

/** One direction of one connection. */
class Pipe {
  readonly #from: Socket;
  readonly to: Socket;
  readonly #conditions: () => Slowness & { frozen: boolean };
  readonly #queue: Parcel[] = [];
  #inFlight = 0;
  #lastDue = 0;
  #broken = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(from: Socket, to: Socket, conditions: () => Slowness & { frozen: boolean }) {
    this.#from = from;
    this.to = to;
    this.#conditions = conditions;
    from.on('data', (chunk: Buffer) => this.#take(chunk));
    from.on('end', () => this.#take(null));
    from.on('error', () => {
      this.#broken = true;
      this.settle();
    });
    this.settle();
  }

  /** Tears the connection down the way a dying network does, so that both ends see an error. */
  reset(): void {
    clearTimeout(this.#timer);
    this.#queue.length = 0;
    this.#from.resetAndDestroy();
    this.to.resetAndDestroy();
  }

  /** Brings the pipe in line with its conditions, and passes on what is due. */
  settle(): void {
    clearTimeout(this.#timer);
    if (this.#conditions().frozen) {
      this.#from.pause();
      return;
    }
    if (this.#broken) return this.reset();
    while (this.#queue[0] && this.#queue[0].due <= performance.now()) this.#deliver(this.#queue.shift()!);
    if (this.#inFlight < mostInFlight) this.#from.resume();
    const next = this.#queue[0];
    if (next) this.#timer = setTimeout(() => this.settle(), Math.max(1, next.due - performance.now()));
  }

  #take(chunk: Buffer | null): void {
    const { latencyMs, bytesPerSecond = Infinity } = this.#conditions();
    const size = chunk?.length ?? 0;
    const due = Math.max(performance.now() + latencyMs, this.#lastDue) + (size / bytesPerSecond) * 1000;
    this.#lastDue = due;
    this.#queue.push({ chunk, due });
    this.#inFlight += size;
    if (this.#inFlight >= mostInFlight) this.#from.pause();
    this.settle();
  }

  #deliver({ chunk }: Parcel): void {
    if (chunk === null) {
      this.to.end();
      return;
    }
    this.#inFlight -= chunk.length;
    this.to.write(chunk);
  }
}
