// The address that a request counts for: an IPv4 address, or an IPv6 network of 64 bits, since one machine may have all
// addresses of such a network; and the host that its client asked for. A header counts only as far as proxies wrote it
// that the operator has configured.

import type { IncomingMessage } from 'node:http';
import { isIP, isIPv6 } from 'node:net';

/** The headers that name the host of a request. */
export interface ForwardingHeaders {
  readonly host?: string | undefined;
  readonly 'x-forwarded-host'?: string | readonly string[] | undefined;
}

/**
 * The host that the client of a request asked for, through `proxies` trusted proxies. Some proxies append the host that
 * they saw to X-Forwarded-Host, most replace the header, and a few let the client's own words pass.
 *
 * A page of another site cannot use the latter: browsers set no such header on a WebSocket, and on a request to another
 * origin only after a preflight, which the server answers for allowed origins alone. A client that is no browser can
 * write any header, also `Origin`: the origin protects the visitors of pages, not the server from clients.
 */
export function hostOf(headers: ForwardingHeaders, proxies: number): string | undefined {
  const hosts = entriesOf(headers['x-forwarded-host']);
  if (proxies === 0 || hosts.length === 0) return headers.host;
  return hosts[Math.max(0, hosts.length - proxies)];
}

/**
 * The address of the client that sent `request` through `proxies` trusted proxies. Each proxy appends the address that
 * it saw to X-Forwarded-For, so the client's is the entry at `-proxies`; entries before it are the client's own words.
 * Without proxies, or without an address in that place, the result is the other end of the connection.
 */
export function addressOf({ headers, socket }: Pick<IncomingMessage, 'headers' | 'socket'>, proxies: number): string {
  const forwarded = proxies > 0 ? (forwardedTo({ headers }).at(-proxies) ?? '') : '';
  return countedAs(isIP(forwarded) ? forwarded : (socket.remoteAddress ?? ''));
}

/** What X-Forwarded-For holds: what the client wrote, if proxies let that pass, and then what each proxy added. */
export const forwardedTo = ({ headers }: Pick<IncomingMessage, 'headers'>): string[] =>
  entriesOf(headers['x-forwarded-for']);

/** The entries of a header that proxies append to; none when the header is missing. */
function entriesOf(header: string | readonly string[] | undefined): string[] {
  if (header === undefined) return [];
  return [header]
    .flat()
    .join(',')
    .split(',')
    .map((entry) => entry.trim());
}

/** An IPv4 address as it is, an IPv6 address as its network, such as `2001:db8:0:0::/64`. */
export function countedAs(address: string): string {
  if (!isIPv6(address)) return address;
  const groups = groupsOf(address);
  const mapped = groups.slice(0, 6).join(':') === '0:0:0:0:0:ffff'; // an IPv4 address on a dual-stack socket
  if (!mapped) return `${groups.slice(0, 4).join(':')}::/64`;
  return groups
    .slice(6)
    .flatMap((group) => [parseInt(group, 16) >> 8, parseInt(group, 16) & 255])
    .join('.');
}

/** The eight groups of an IPv6 address, in lower case and without leading zeros. */
function groupsOf(address: string): string[] {
  const [withoutZone] = address.split('%');
  const [left, right] = new URL(`http://[${withoutZone}]`).hostname.slice(1, -1).split('::').map(split);
  return right === undefined
    ? left!
    : [...left!, ...new Array<string>(8 - left!.length - right.length).fill('0'), ...right];
}

const split = (groups: string): string[] => (groups === '' ? [] : groups.split(':'));
