// The channel of one document on the bus. It is opened before the document is loaded, so that nothing is missed in
// between: messages wait until there is a room to hear them.

import type { Bus } from '../bus/bus.ts';

export class Channel {
  readonly bus: Bus;
  readonly name: string;
  #waiting: Uint8Array[] = [];
  #listener: ((message: Uint8Array) => void) | null = null;
  #end = () => {};

  private constructor(bus: Bus, name: string) {
    this.bus = bus;
    this.name = name;
  }

  static async open(bus: Bus, document: string): Promise<Channel> {
    const channel = new Channel(bus, `quire/room/${document}`);
    channel.#end = await bus.subscribe(channel.name, (message) => channel.#receive(message));
    return channel;
  }

  /** Calls `listener` with each message, first with those that wait. */
  listen(listener: (message: Uint8Array) => void): void {
    this.#listener = listener;
    for (const message of this.#waiting) listener(message);
    this.#waiting = [];
  }

  close(): void {
    this.#listener = () => {};
    this.#end();
  }

  #receive(message: Uint8Array): void {
    if (this.#listener === null) this.#waiting.push(message);
    else this.#listener(message);
  }
}
