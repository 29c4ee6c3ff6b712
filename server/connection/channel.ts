// The interface between a session and the transport below it. A WebSocket is the first kind of channel.

/** A two-way stream of binary frames to one peer. */
export interface Channel {
  /** Whether the peer offered `quire.1`. */
  readonly speaksQuire: boolean;
  /** Sends one frame, in order. Does nothing once the channel is closed. */
  send(frame: Uint8Array): void;
  /** The bytes that have arrived from the peer, also those of a message that is not whole yet; only grows. */
  readonly received: number;
  /** The bytes that wait to be sent, because the peer has not read what came before. */
  readonly buffered: number;
  /** Closes the channel with a WebSocket close code and a reason of at most 123 bytes. */
  close(code: number, reason: string): void;
  /** Asks the peer for a sign of life; the owner of the channel reports it to `Session.receiveControlFrame`. */
  ping(): void;
  /** Ends the channel without a closing handshake. */
  terminate(): void;
}
