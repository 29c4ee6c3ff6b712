// The address that a request counts for: an IPv4 address, or an IPv6 network of 64 bits, since one machine may have all
// addresses of such a network. A header counts only as far as proxies wrote it that the operator has configured.

import type { IncomingMessage } from 'node:http';
import { isIP, isIPv6 } from 'node:net';

/**
 * The address of the client that sent `request` through `proxies` trusted proxies. Each proxy appends the address that
 * it saw to X-Forwarded-For, so the client's is the entry at `-proxies`; entries before it are the client's own words.
 * Without proxies, or without an address in that place, the result is the other end of the connection.
 */
export function addressOf({ headers, socket }: Pick<IncomingMessage, 'headers' | 'socket'>, proxies: number): string {
  const hops = [headers['x-forwarded-for'] ?? []].flat().join(',').split(',');
  const forwarded = proxies > 0 ? (hops.at(-proxies) ?? '').trim() : '';
  return countedAs(isIP(forwarded) ? forwarded : (socket.remoteAddress ?? ''));
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
