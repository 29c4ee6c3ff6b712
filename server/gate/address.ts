// Where a request comes from, as what is counted: one IPv4 address, or one IPv6 network of 64 bits, of which a single
// machine may have all. What a header says of it is believed only of proxies that the operator has named.

import type { IncomingMessage } from 'node:http';
import { isIP, isIPv6 } from 'node:net';

/**
 * The address of whoever sent `request` through so many trusted `proxies`: of what each of them wrote in
 * X-Forwarded-For, the first. What a client wrote there itself is further left and never looked at. Where there is no
 * such address, and without proxies, it is the other end of the connection.
 */
export function addressOf({ headers, socket }: Pick<IncomingMessage, 'headers' | 'socket'>, proxies: number): string {
  const hops = [headers['x-forwarded-for'] ?? []].flat().join(',').split(',');
  const forwarded = proxies > 0 ? (hops.at(-proxies) ?? '').trim() : '';
  return countedAs(isIP(forwarded) ? forwarded : (socket.remoteAddress ?? ''));
}

/** What an IP address is counted as. */
export function countedAs(address: string): string {
  if (!isIPv6(address)) return address;
  const groups = groupsOf(address);
  const mapped = groups.slice(0, 6).join(':') === '0:0:0:0:0:ffff'; // an IPv4 address, on a socket that takes both
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
