// A session on a WebSocket. `ws` reads frames and does the closing handshake; what the server sends goes to the TCP
// socket below, by `Frames`.

import type { Socket } from 'node:net';
import { CloseCode } from '../../protocol/close-codes.ts';
import { subprotocol } from '../../protocol/messages.ts';
import type { Channel } from './channel.ts';
import { type Frames, outboxOf, ping } from './frames.ts';
import type { WebSocket } from './node-ws.ts';
import { type JoinRequest, Session, type SessionDeps } from './session.ts';

/** The close codes of `ws` for messages beyond a limit. */
const tooLarge: Readonly<Record<number, string>> = {
  1008: 'a message in too many pieces; nothing of it was taken',
  1009: 'a message that is too large; nothing of it was taken',
};

/** Starts a session on `webSocket`, whose TCP socket is `socket`. */
export function startSession(
  webSocket: WebSocket,
  socket: Socket,
  frames: Frames,
  request: JoinRequest,
  deps: SessionDeps,
): Session {
  const close = orderedClose(webSocket, frames, (code, fault) => session.close(code, fault));
  const session = new Session(request, channelOf(webSocket, socket, frames, close), deps);
  webSocket.on('message', (data, isBinary) => session.receive(data as Buffer, isBinary));
  for (const kind of ['ping', 'pong'] as const) webSocket.on(kind, ({ length }) => session.receiveControlFrame(length));
  socket.on('drain', () => session.drained());
  webSocket.on('close', () => session.end());
  return session;
}

/**
 * The close of `webSocket` after all frames that were sent before. Calls `fail` when `ws` closes because of a message
 * beyond a limit: y-websocket reconnects for ever after the codes of `ws`, with the same message; 4413 stops it.
 */
export function orderedClose(
  webSocket: WebSocket,
  frames: Frames,
  fail: (code: CloseCode, reason: string) => void,
): WebSocket['close'] {
  const closeWebSocket = webSocket.close.bind(webSocket);
  const close: WebSocket['close'] = (code, reason) => {
    frames.flush();
    closeWebSocket(code, reason);
  };
  // `ws` closes without a reason; the server and the peer close with one, which may be empty.
  webSocket.close = (code, reason) => {
    const fault = code !== undefined && reason === undefined ? tooLarge[code] : undefined;
    if (fault !== undefined) fail(CloseCode.tooLarge, fault);
    close(code, reason); // completes the closing handshake of a WebSocket that is closing already
  };
  return close;
}

function channelOf(webSocket: WebSocket, socket: Socket, frames: Frames, close: WebSocket['close']): Channel {
  const { OPEN } = webSocket;
  const outbox = outboxOf(socket);
  return {
    speaksQuire: webSocket.protocol === subprotocol,
    send: (frame) => webSocket.readyState === OPEN && frames.send(outbox, frame),
    get received() {
      return socket.bytesRead;
    },
    get buffered() {
      return socket.writableLength + outbox.bytes;
    },
    close,
    ping: () => webSocket.readyState === OPEN && socket.write(ping),
    terminate: () => webSocket.terminate(),
  };
}
