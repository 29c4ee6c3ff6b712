import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { isIPv6 } from 'node:net';
import { test } from 'node:test';
import fc from 'fast-check';
import { addressOf, countedAs, hostOf } from './address.ts';

const request = (remoteAddress: string | undefined, forwarded?: string) =>
  ({ socket: { remoteAddress }, headers: { 'x-forwarded-for': forwarded } }) as unknown as IncomingMessage;

test('without a trusted proxy, the address is the other end of the connection, whatever a header says', () => {
  assert.equal(addressOf(request('192.0.2.1'), 0), '192.0.2.1');
  assert.equal(addressOf(request('192.0.2.1', '198.51.100.7'), 0), '192.0.2.1');
  assert.equal(addressOf(request(undefined), 0), '');
});

test('behind proxies, the address is the one that the first proxy saw; what the client wrote does not count', () => {
  const forged = '203.0.113.9, 198.51.100.7,198.51.100.8';
  assert.equal(addressOf(request('192.0.2.1', forged), 1), '198.51.100.8');
  assert.equal(addressOf(request('192.0.2.1', forged), 2), '198.51.100.7');
  assert.equal(addressOf(request('192.0.2.1', '2001:db8::7'), 1), '2001:db8:0:0::/64');
});

test('a header that is too short or holds no address counts as none', () => {
  for (const [forwarded, proxies] of [
    [undefined, 1],
    ['', 1],
    ['198.51.100.7', 2],
    ['unknown', 1],
    ['198.51.100.7, ', 1],
    ['198.51.100.7, 1.2.3', 1],
    ['198.51.100.7:80', 1],
  ] as const) {
    assert.equal(addressOf(request('192.0.2.1', forwarded), proxies), '192.0.2.1', forwarded);
  }
});

test('an IPv6 address counts as its network of 64 bits, an IPv4 address mapped to IPv6 as itself', () => {
  for (const [address, counted] of [
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::1', '2001:db8:1:2::/64'],
    ['2001:db8:0:2::', '2001:db8:0:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['2001:db8:1:3::1', '2001:db8:1:3::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['::', '0:0:0:0::/64'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::FFFF:c000:0201', '192.0.2.1'],
    ['64:ff9b::192.0.2.1', '64:ff9b:0:0::/64'],
    ['192.0.2.1', '192.0.2.1'],
  ] as const) {
    assert.equal(countedAs(address), counted, address);
  }
});

test('every IPv6 address counts as a network or as an IPv4 address', () => {
  const group = fc.constantFrom('', '0', '00ab', 'FFFF', '192.0.2.1', '1%eth0');
  const likely = fc.array(group, { minLength: 3, maxLength: 9 }).map((groups) => groups.join(':'));
  fc.assert(
    fc.property(fc.oneof(fc.ipV6(), likely), (address) => {
      fc.pre(isIPv6(address));
      assert.match(countedAs(address), /^([0-9a-f]{1,4}:){4}:\/64$|^\d+\.\d+\.\d+\.\d+$/);
    }),
  );
});

test('the host is the one that trusted proxies tell, and otherwise the Host header', () => {
  for (const [forwarded, proxies, host] of [
    [undefined, 1, 'upstream'],
    ['quire.test', 0, 'upstream'],
    ['quire.test', 1, 'quire.test'],
    ['quire.test', 2, 'quire.test'],
    ['evil.test, quire.test', 1, 'quire.test'],
    ['evil.test,quire.test, inner', 2, 'quire.test'],
    [['quire.test', 'inner'], 2, 'quire.test'],
    ['', 1, ''],
  ] as const) {
    assert.equal(hostOf({ host: 'upstream', 'x-forwarded-host': forwarded }, proxies), host);
  }
});
