// A worker thread that is asked one thing at a time and may die: what it was asked then fails, and the next question
// starts another. Its first message says how its start went: null, or why it cannot do its work.

import { Worker } from 'node:worker_threads';

export class Thread<Question, Answer> {
  readonly #module: URL;
  readonly #data: unknown;
  #worker: Promise<Worker> | null = null;
  #waiting: { resolve(answer: Answer): void; reject(error: Error): void } | null = null;

  /** `data` is given to each worker. Nothing is started yet. */
  constructor(module: URL, data?: unknown) {
    this.#module = module;
    this.#data = data;
  }

  /** Starts the worker unless there is one. Rejects when it says that it cannot do its work. */
  async start(): Promise<void> {
    this.#worker ??= this.#spawn();
    await this.#worker;
  }

  /**
   * Hands over what is in `transfer`. Must not be called before the last answer is there. Rejects when there is no
   * worker, or none any more.
   */
  async ask(question: Question, transfer: readonly ArrayBuffer[] = []): Promise<Answer> {
    await this.start();
    const worker = await this.#worker;
    if (worker === null) throw new Error('the thread ended');
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      worker.ref(); // only while it is at something does it keep the process running
      worker.postMessage(question, transfer);
    });
  }

  /** Ends the worker, whatever it is at. */
  async end(): Promise<void> {
    await (await this.#worker)?.terminate();
  }

  async #spawn(): Promise<Worker> {
    const worker = new Worker(this.#module, { workerData: this.#data });
    const failure = await new Promise<string | null>((resolve) => {
      worker.once('message', resolve);
      worker.once('error', (error) => resolve(error.message));
      worker.once('exit', () => resolve('the thread ended'));
    });
    if (failure !== null) {
      this.#worker = null;
      await worker.terminate();
      throw new Error(failure);
    }
    worker.unref();
    let why = 'the thread ended';
    worker.on('error', (error) => (why = error.message)); // its exit follows, and only then may another take its place
    worker.on('exit', () => {
      this.#worker = null;
      this.#waiting?.reject(new Error(why));
      this.#waiting = null;
    });
    worker.on('message', (answer: Answer) => {
      const waiting = this.#waiting;
      this.#waiting = null;
      worker.unref();
      waiting?.resolve(answer);
    });
    return worker;
  }
}
