// What carries the frames of one person: a WebSocket, or requests of plain HTTP. All of it is written on bare TCP, so
// that the load costs little beside the measured server. Anything unexpected throws, which ends the process.

/** From where to where a person connects. */
export interface Place {
  readonly port: number;
  readonly localAddress: string;
  readonly path: string;
  readonly subprotocol: string | null;
}

export interface Listener {
  /** The server has let the person in. */
  opened(): void;
  /** A frame has arrived; its bytes are valid until this returns. */
  got(frame: Buffer): void;
}

export interface Line {
  /** Sends a message that `Transport.pack` has packed. */
  send(packed: Uint8Array): void;
  /** Stops reading, as a page that its browser has put to sleep: frames fill the sockets, then wait in the server. */
  stall(): void;
  /** Reads on. */
  wake(): void;
  /** Ends without a word. */
  vanish(): void;
  /** Ends as a page does that is closed, after everything that was sent. */
  leave(): void;
}

export interface Transport {
  /** Makes a message ready to be sent: the part of the work that can be done before anything is measured. */
  pack(message: Uint8Array): Uint8Array;
  connect(place: Place, listener: Listener): Line;
}
