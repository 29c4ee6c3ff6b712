// What the parts of a FallbackSocket need of the platform's WebSocket.

/** A WebSocket class: a browser's, that of Node 22 and later, or that of the package `ws`. */
export type WebSocketClass = new (url: string, protocols?: string | string[]) => WebSocket;

/** Closes a WebSocket of which nothing more is wanted. */
export function dropWebSocket(socket: WebSocket): void {
  socket.onopen = null;
  socket.onmessage = null;
  socket.onclose = null;
  socket.onerror = () => {}; // `ws` throws an error that nobody listens to
  socket.close();
}
