// REDIRECT_PORT: plain HTTP is answered with a redirect to the same address on https, and nothing else. The redirect
// leads to the host that was asked for, and only where the server would answer under it. Each connection ends with its
// answer.

import { createServer, type IncomingMessage, type Server, type ServerOptions, type ServerResponse } from 'node:http';
import { hostRefusal, type Reach } from '../gate/origin.ts';
import { limits } from '../limits/limits.ts';

/** The ports that the server listens on. */
export interface Ports {
  readonly https: number;
  readonly redirect: number;
}

/** An answer: a redirect when it has a `location`. */
export interface Answer {
  readonly status: number;
  readonly detail: string;
  readonly location?: string;
}

/** Makes the server for plain HTTP. `portsOf` is asked once both servers listen. */
export function createRedirect(options: ServerOptions, reach: Reach, portsOf: () => Ports): Server {
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const { host, ...others } = request.headersDistinct;
    const asked = { host: host?.length === 1 ? host[0] : undefined, origin: others.origin?.[0] };
    const { status, detail, location } = redirectFor(request.url ?? '', asked.host, reach, portsOf());
    response.writeHead(status, {
      ...(location !== undefined && { Location: location }),
      'Cache-Control': 'no-store', // an operator may take the redirect back, and an address may have a token
      'Content-Type': 'text/plain; charset=utf-8',
      'X-Content-Type-Options': 'nosniff',
      Connection: 'close',
    });
    response.end(request.method === 'HEAD' ? undefined : `${detail}\n`);
  };
  const server = createServer({ ...options, requestTimeout: limits.requestTime }, answer);
  server.on('checkContinue', answer); // the client need not send its body
  return server;
}

/**
 * The answer to a request for `path` of `host`. The path may hold anything that may stand in an address: behind a host
 * nothing in it can lead elsewhere.
 *
 *     redirectFor('/d/plan?a=b', 'example.org', reach, { https: 443, redirect: 80 }).location
 *     // 'https://example.org/d/plan?a=b'
 */
export function redirectFor(path: string, host: string | undefined, reach: Reach, ports: Ports): Answer {
  const [, name, port] = /^([a-z\d._-]+|\[[a-f\d:.]+\])(?::(\d{1,5}))?$/i.exec(host ?? '') ?? [];
  const target = `https://${name}:${httpsPort(port, ports)}`;
  if (name === undefined || !URL.canParse(target)) {
    return { status: 400, detail: 'A request must name its host, once, in the header Host.' };
  }
  if (!/^\/[!-~]*$/.test(path)) return { status: 400, detail: 'The address must be a path that begins with a slash.' };
  const refusal = hostRefusal({ host }, reach);
  if (refusal !== null) return { status: 403, detail: refusal };
  const location = `https://${new URL(target).host}${path}`;
  return { status: 308, detail: `This server speaks HTTPS: ${location}`, location };
}

/**
 * The port of https for a client that came through `port`. A client without a port came through 80. Where the server
 * listens on another one, something passes port 80 on to it, such as an engine for containers, and then also 443.
 */
function httpsPort(port: string | undefined, { https, redirect }: Ports): number {
  return port === undefined && redirect !== 80 ? 443 : https;
}
