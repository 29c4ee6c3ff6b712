// For tests: an HTTP proxy in front of the real server, configured rightly or wrongly. It plays what nginx, Caddy and
// HAProxy do to the path and the headers of a request; all else passes unchanged.

import { hash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { TestContext } from 'node:test';

export interface ProxySetup {
  /** The headers that the server gets; by default those of the client. */
  readonly headers?: (headers: IncomingHttpHeaders) => IncomingHttpHeaders;
  /** The path that the server gets; by default that of the client. */
  readonly path?: (path: string) => string;
  /** What happens to the upgrade of `socket`; by default it passes. */
  readonly upgrade?: (socket: Duplex) => 'passes' | 'isRefused' | 'isSwallowed' | 'isSilent';
  /** Whether an answer is held back now until the server has ended it. */
  readonly holdsBack?: () => boolean;
}

/** Sends on a request without the headers that ask for an upgrade, as a proxy does by default (RFC 9110, 7.6.1). */
export const withoutUpgrade = ({ upgrade: _upgrade, connection: _connection, ...rest }: IncomingHttpHeaders) => rest;

/** The answer that opens a WebSocket (RFC 6455, section 4.2.2). */
const acceptance = (key: string): string => {
  const proof = hash('sha1', `${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`, 'base64');
  const lines = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade'];
  return [...lines, `Sec-WebSocket-Accept: ${proof}`, '', ''].join('\r\n');
};

/** Starts a proxy to the server at `port`; resolves with the port of the proxy. */
export async function startProxy(t: TestContext, port: number, setup: ProxySetup = {}): Promise<number> {
  const { headers = (all) => all, path = (same) => same, upgrade = () => 'passes', holdsBack = () => false } = setup;
  const proxy = createServer((incoming, answer) => {
    const { method } = incoming;
    const target = { host: '127.0.0.1', port, method, path: path(incoming.url!), headers: headers(incoming.headers) };
    const onward = request(target, (response) => {
      const send = (body?: Buffer) => {
        answer.writeHead(response.statusCode!, response.headers);
        if (body === undefined) response.pipe(answer);
        else answer.end(body);
      };
      if (holdsBack()) buffer(response).then(send, () => answer.destroy());
      else send();
    });
    onward.on('error', () => answer.destroy());
    answer.on('close', () => onward.destroy());
    incoming.pipe(onward);
  });
  proxy.on('upgrade', (incoming: IncomingMessage, near, head) => {
    near.on('error', () => {});
    const fate = upgrade(near);
    if (fate === 'isRefused') return near.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
    if (fate === 'isSilent') near.write(acceptance(incoming.headers['sec-websocket-key']!));
    if (fate !== 'passes') return void near.resume();
    const far = connect(port, '127.0.0.1');
    const lines = Object.entries(headers(incoming.headers)).map(([name, value]) => `${name}: ${String(value)}`);
    far.write([`GET ${path(incoming.url!)} HTTP/1.1`, ...lines, '', ''].join('\r\n'));
    far.write(head);
    near.pipe(far).pipe(near);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.on('error', () => {});
      one.on('close', () => other.destroy());
    }
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  t.after(() => {
    proxy.close();
    proxy.closeAllConnections();
  });
  return (proxy.address() as AddressInfo).port;
}
