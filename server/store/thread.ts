// A worker thread that answers one question at a time, and may die: then the open question fails, and the next one
// starts another worker. A worker's first message is null, or the reason why it cannot do its work.

import { Worker } from 'node:worker_threads';

export class Thread<Question, Answer> {
  readonly #module: URL;
  readonly #data: unknown;
  #worker: Promise<Worker> | null = null;
  #open: { resolve(answer: Answer): void; reject(error: Error): void } | null = null;

  /** Each worker gets `data` as its workerData. Starts nothing yet. */
  constructor(module: URL, data?: unknown) {
    this.#module = module;
    this.#data = data;
  }

  /** Starts a worker unless there is one. Rejects with the worker's reason when it cannot do its work. */
  async start(): Promise<void> {
    this.#worker ??= this.#spawn();
    await this.#worker;
  }

  /**
   * Asks the worker; the memory in `transfer` is the worker's from then on. Must not be called before the last question
   * was answered. Rejects when the worker cannot start, or dies over the question.
   */
  async ask(question: Question, transfer: readonly ArrayBuffer[] = []): Promise<Answer> {
    await this.start();
    const worker = await this.#worker;
    if (worker === null) throw new Error('the thread ended');
    return new Promise((resolve, reject) => {
      this.#open = { resolve, reject };
      worker.ref(); // a worker keeps the process running only while it has a question
      worker.postMessage(question, transfer);
    });
  }

  /** Ends the worker at once; an open question fails. */
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
    let reason = 'the thread ended';
    worker.on('error', (error) => (reason = error.message)); // 'exit' follows; only then may another worker start
    worker.on('exit', () => {
      this.#worker = null;
      this.#open?.reject(new Error(reason));
      this.#open = null;
    });
    worker.on('message', (answer: Answer) => {
      const open = this.#open;
      this.#open = null;
      worker.unref();
      open?.resolve(answer);
    });
    return worker;
  }
}
