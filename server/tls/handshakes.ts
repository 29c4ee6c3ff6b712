// What every TLS handshake is held to. Of those that fail, the log tells the one that an operator can mend: plain HTTP
// on the port of TLS. The others are a scanner's, or of a browser that does not trust the certificate.

import type { ServerOptions } from 'node:https';
import type { Server } from 'node:tls';
import type { Logger } from 'pino';
import { limits } from '../limits/limits.ts';
import type { Pair } from './pair.ts';

/**
 * The options of a server with this pair, also for its `setSecureContext`. By default, Node offers no protocol but
 * HTTP/1.1, which WebSockets need.
 */
export const tlsOptions = ({ cert, key }: Pair): ServerOptions => ({
  cert,
  key,
  minVersion: 'TLSv1.2',
  handshakeTimeout: limits.handshakeTime,
});

/** Logs the handshakes that fail. Node closes their connections. */
export function logHandshakes(server: Server, log: Logger): void {
  server.on('tlsClientError', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ERR_SSL_HTTP_REQUEST') return log.debug({ error }, 'a TLS handshake failed');
    log.warn('plain HTTP came to PORT, which speaks TLS: the address has to begin with https:// or wss://');
  });
}
