// Which pages may use the server. A browser names the origin of the page that sends a request (RFC 6454). Without this
// check, a page of another site could write in the name of its visitor. A request without an origin does not come from
// a page, and may pass.

import { isIP } from 'node:net';
import { limits } from '../limits/limits.ts';
import { type ForwardingHeaders, hostOf } from './address.ts';

/** How clients reach the server, and which pages may use it. */
export interface Reach {
  /** Origins, such as `https://example.org`, whose pages may use the server and show it in a frame, besides its own. */
  readonly allowedOrigins: ReadonlySet<string>;
  /** The number of trusted proxies in front of the server, which name the address of a client. */
  readonly proxies: number;
  /** Whether the server answers only under names that no other site can have. */
  readonly ownNamesOnly: boolean;
  /** The path under which proxies serve the server, such as `/quire`; empty for none. */
  readonly basePath: string;
  /** Whether browsers reach the server by its own TLS, so that its pages have origins of https; left out for no. */
  readonly secure?: boolean;
}

/** The headers that say where a request comes from and what it is for. */
export interface OriginHeaders extends ForwardingHeaders {
  readonly origin?: string | undefined;
}

/** Why a request with these headers may not write, as sentences that name the variable to set; null when it may. */
export function originRefusal(headers: OriginHeaders, { proxies, allowedOrigins, secure }: Reach): string | null {
  const { origin, host, 'x-forwarded-host': forwarded } = headers;
  if (mayWrite(origin, hostOf(headers, proxies), allowedOrigins)) {
    if (!secure || !origin?.startsWith('http:') || allowedOrigins.has(origin)) return null;
    // Whoever sits between a browser and this host can make pages of its plain HTTP.
    const own = 'This server speaks HTTPS, so the page counts as another site, and nothing was changed.';
    return `A page of the origin ${quote(origin)} asked for Host ${quote(host)}. ${own} ${remedyFor(origin)}`;
  }
  const ignored = proxies === 0 ? ' (which counts only with TRUST_PROXY)' : '';
  const told = forwarded === undefined ? '' : ` and X-Forwarded-Host ${quote(String(forwarded))}${ignored}`;
  return (
    `A page of the origin ${quote(origin)} asked for Host ${quote(host)}${told}. These differ, so the page counts as ` +
    `another site, and nothing was changed. ${remedyFor(origin!)} If a proxy replaced the host, let it pass on Host; ` +
    'or let it send X-Forwarded-Host, and set TRUST_PROXY to the number of proxies.'
  );
}

/** Why the server does not answer under the host of a request; null when it does. */
export function hostRefusal({ host }: OriginHeaders, reach: Reach): string | null {
  if (servesHost(host, reach)) return null;
  return (
    `The server does not answer under Host ${quote(host)}, which another site could have pointed at it. Behind a ` +
    'proxy, set TRUST_PROXY to the number of proxies; otherwise name the page in ALLOWED_ORIGINS, such as ' +
    'https://example.org.'
  );
}

/**
 * Whether a request may write. `host` is the host that its client asked for: a page of the same host may write, and so
 * may pages of the origins in `allowed`.
 */
export function mayWrite(origin: string | undefined, host: string | undefined, allowed: ReadonlySet<string>): boolean {
  if (origin === undefined || allowed.has(origin)) return true;
  if (!URL.canParse(origin) || host === undefined || /[^\w.:[\]-]/.test(host)) return false;
  if (origin === `http://${host}` || origin === `https://${host}`) return true; // the common case of what follows
  const page = new URL(origin);
  // By the scheme of the page: behind a proxy that speaks TLS, the server does not know its own. So `quire.test:443` is
  // the host of `https://quire.test`, and not of `http://quire.test`.
  const asked = `${page.protocol}//${host}`;
  return page.host !== '' && URL.canParse(asked) && new URL(asked).host === page.host;
}

/**
 * Whether the server answers under `host`, the `Host` header. With `ownNamesOnly` it answers under IP addresses,
 * `localhost`, names that end in `.localhost`, and the hosts of allowed origins. Any other name may belong to a page
 * whose owner pointed it at this server (DNS rebinding): for such a page, host and origin are equal.
 */
export function servesHost(host: string | undefined, { ownNamesOnly, allowedOrigins }: Reach): boolean {
  if (!ownNamesOnly || host === undefined) return true; // not a browser: those always send it
  const name = host.toLowerCase().replace(/:\d*$/, '');
  if (name === 'localhost' || name.endsWith('.localhost') || isIP(name.replace(/^\[(.*)\]$/, '$1'))) return true;
  return [...allowedOrigins].some((origin) => new URL(origin).hostname === name);
}

function remedyFor(origin: string): string {
  const canBeNamed = URL.canParse(origin) && new URL(origin).origin === origin;
  if (canBeNamed) return `ALLOWED_ORIGINS=${quote(origin)} allows pages of this origin.`;
  return 'A page without an origin, such as a file or a sandboxed frame, cannot be allowed.';
}

/** A peer's text, as far as a sentence shows it. */
const quote = (text = '(none)'): string => text.slice(0, limits.quotedText);
