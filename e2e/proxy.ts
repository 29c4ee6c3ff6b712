// A proxy that serves Quire under a path, as nginx or Caddy do. It changes the path and nothing else.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { forward } from './kit/forward.ts';

export interface Proxy {
  /** Its address without a slash at the end. */
  url: string;
  close(): void;
}

/** A proxy to the server whose address `target` gives for each request; `path` says which path the server gets. */
export async function serveUnder(target: () => string, path: (path: string) => string): Promise<Proxy> {
  const proxy = createServer((incoming, answer) => {
    forward(incoming, answer, target() + path(incoming.url!));
  });
  proxy.on('upgrade', ({ url, rawHeaders }, near, head) => {
    const { hostname, port } = new URL(target());
    const far = connect(Number(port), hostname);
    const lines = rawHeaders.flatMap((name, i) => (i % 2 === 0 ? [`${name}: ${rawHeaders[i + 1]}`] : []));
    far.write([`GET ${path(url!)} HTTP/1.1`, ...lines, '', ''].join('\r\n'));
    far.write(head);
    near.pipe(far).pipe(near);
    near.on('error', () => far.destroy()).on('close', () => far.destroy());
    far.on('error', () => near.destroy()).on('close', () => near.destroy());
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    close: () => proxy.close().closeAllConnections(),
  };
}
