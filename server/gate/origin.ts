// Which browsers' pages may use the server. A browser names the origin of the page that asks (RFC 6454), and a page of
// another site could otherwise write in the name of whoever visits it. What names no origin is not a page, and is let
// in.

import { isIP } from 'node:net';

/** From where the server is reached, and by whose pages. */
export interface Reach {
  /** Whose pages may use it, and show it in a frame, besides its own, such as `https://example.org`. */
  readonly allowedOrigins: ReadonlySet<string>;
  /** How many proxies stand before it, whose word on where a request comes from is believed. */
  readonly proxies: number;
  /** Whether it is reached only from its own machine, and under its own names. */
  readonly local: boolean;
}

/**
 * Whether a request with this `Origin` header may write to the server that it reached under `host`, the `Host` header:
 * pages of that same host, and of the origins in `allowed`, such as `https://example.org`.
 */
export function mayWrite(origin: string | undefined, host: string | undefined, allowed: ReadonlySet<string>): boolean {
  if (origin === undefined || allowed.has(origin)) return true;
  // The scheme is not compared: behind a proxy that speaks TLS the server cannot know its own.
  return URL.canParse(origin) && new URL(origin).host === host?.toLowerCase();
}

/**
 * Whether a request that reached the server under `host`, the `Host` header, is served. A local server's own names are
 * addresses, `localhost` and what ends in `.localhost`, and the hosts of allowed origins. Under any other name it is
 * asked by a page whose owner made that name lead to this machine, so that host and origin are the same (DNS
 * rebinding).
 */
export function servesHost(host: string | undefined, { local, allowedOrigins }: Reach): boolean {
  if (!local || host === undefined) return true; // a browser always names it
  const name = host.toLowerCase().replace(/:\d*$/, '');
  if (name === 'localhost' || name.endsWith('.localhost') || isIP(name.replace(/^\[(.*)\]$/, '$1'))) return true;
  return [...allowedOrigins].some((origin) => new URL(origin).hostname === name);
}
