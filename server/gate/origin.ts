// Which pages may use the server. A browser names the origin of the page that sends a request (RFC 6454). Without this
// check, a page of another site could write in the name of its visitor. A request without an origin does not come from
// a page, and may pass.

import { isIP } from 'node:net';

/** How clients reach the server, and which pages may use it. */
export interface Reach {
  /** Origins, such as `https://example.org`, whose pages may use the server and show it in a frame, besides its own. */
  readonly allowedOrigins: ReadonlySet<string>;
  /** The number of trusted proxies in front of the server, which name the address of a client. */
  readonly proxies: number;
  /** Whether only this machine reaches the server, under the names of the machine itself. */
  readonly local: boolean;
}

/**
 * Whether a request may write. `origin` and `host` are its headers: a page of the same host may write, and so may pages
 * of the origins in `allowed`.
 */
export function mayWrite(origin: string | undefined, host: string | undefined, allowed: ReadonlySet<string>): boolean {
  if (origin === undefined || allowed.has(origin)) return true;
  // Without the scheme: behind a proxy that speaks TLS, the server does not know its own.
  return URL.canParse(origin) && new URL(origin).host === host?.toLowerCase();
}

/**
 * Whether the server answers under `host`, the `Host` header. A local server answers under IP addresses, `localhost`,
 * names that end in `.localhost`, and the hosts of allowed origins. Any other name belongs to a page whose owner
 * pointed it at this machine (DNS rebinding): for such a page, host and origin are equal.
 */
export function servesHost(host: string | undefined, { local, allowedOrigins }: Reach): boolean {
  if (!local || host === undefined) return true; // not a browser: those always send it
  const name = host.toLowerCase().replace(/:\d*$/, '');
  if (name === 'localhost' || name.endsWith('.localhost') || isIP(name.replace(/^\[(.*)\]$/, '$1'))) return true;
  return [...allowedOrigins].some((origin) => new URL(origin).hostname === name);
}
