// The interface of the bus, which carries what is live between the servers of one store. The bus promises nothing: it
// may lose a message, delay it, repeat it or bring it before an earlier one. What must not be lost is in the store.

/** Handles one message. It is called before the next is read, so it must be quick. */
export type BusListener = (message: Uint8Array) => void;

export interface Bus {
  /** Whether messages are likely to arrive. */
  readonly isUp: boolean;

  /**
   * Calls `listener` with each message that any server publishes on the channel, this one included. Resolves with the
   * way to end that, once messages arrive; while the bus is down, at once. Never rejects.
   */
  subscribe(channel: string, listener: BusListener): Promise<() => void>;

  /** Sends a message to all who listen on the channel, if it can. */
  publish(channel: string, message: Uint8Array): void;

  /** Calls `listener` each time the bus is up again: any number of messages may have been lost before. */
  onUp(listener: () => void): () => void;

  /** Releases the bus. No method may be called afterwards. */
  close(): Promise<void>;
}
