// For tests: an HTTP proxy in front of the real server, configured rightly or wrongly. It plays what nginx, Caddy and
// HAProxy do to the path and the headers of a request; all else passes unchanged.

import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { TestContext } from 'node:test';

export interface ProxySetup {
  /** The headers that the server gets; by default those of the client. */
  readonly headers?: (headers: IncomingHttpHeaders) => IncomingHttpHeaders;
  /** The path that the server gets; by default that of the client. */
  readonly path?: (path: string) => string;
}

/** Sends on a request without the headers that ask for an upgrade, as a proxy does by default (RFC 9110, 7.6.1). */
export const withoutUpgrade = ({ upgrade: _upgrade, connection: _connection, ...rest }: IncomingHttpHeaders) => rest;

/** Starts a proxy to the server at `port`; resolves with the port of the proxy. */
export async function startProxy(t: TestContext, port: number, setup: ProxySetup = {}): Promise<number> {
  const { headers = (all) => all, path = (same) => same } = setup;
  const proxy = createServer((incoming, answer) => {
    const { method } = incoming;
    const target = { host: '127.0.0.1', port, method, path: path(incoming.url!), headers: headers(incoming.headers) };
    const onward = request(target, (response) => {
      answer.writeHead(response.statusCode!, response.headers);
      response.pipe(answer);
    });
    onward.on('error', () => answer.destroy());
    incoming.pipe(onward);
  });
  proxy.on('upgrade', (incoming: IncomingMessage, near, head) => {
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
