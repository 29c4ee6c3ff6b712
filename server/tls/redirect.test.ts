import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Reach } from '../gate/origin.ts';
import { type Ports, redirectFor } from './redirect.ts';

const open: Reach = { allowedOrigins: new Set(), proxies: 0, ownNamesOnly: false, basePath: '' };
const usual: Ports = { https: 443, redirect: 80 };

test('a redirect leads to the same host and path on https', () => {
  for (const [host, path, location] of [
    ['quire.test', '/d/plan?a=b&c', 'https://quire.test/d/plan?a=b&c'],
    ['quire.test:80', '/', 'https://quire.test/'],
    ['QUIRE.test', '/d/Plan', 'https://quire.test/d/Plan'],
    ['192.0.2.1', '/', 'https://192.0.2.1/'],
    ['[2001:DB8::1]:80', '/', 'https://[2001:db8::1]/'],
  ] as const) {
    assert.deepEqual(redirectFor(path, host, open, usual).location, location);
  }
});

test('a redirect leads to the port of https, also where ports are passed on', () => {
  for (const [ports, host, location] of [
    [{ https: 8443, redirect: 80 }, 'quire.test', 'https://quire.test:8443/'],
    [{ https: 3000, redirect: 3080 }, 'quire.test:3080', 'https://quire.test:3000/'],
    [{ https: 3000, redirect: 3080 }, 'quire.test', 'https://quire.test/'],
    [{ https: 443, redirect: 3080 }, 'quire.test:3080', 'https://quire.test/'],
  ] as const) {
    assert.equal(redirectFor('/', host, open, ports).location, location);
  }
});

test('no path leads to another host', () => {
  for (const path of ['//evil.test', '/\\evil.test', '/@evil.test', '/%0d%0aSet-Cookie:a=b', '/..//evil.test/%2e%2e']) {
    const location = redirectFor(path, 'quire.test', open, usual).location!;
    assert.equal(location, `https://quire.test${path}`);
    assert.equal(new URL(location).origin, 'https://quire.test');
  }
  const others = ['', '*', 'http://evil.test/', 'evil.test', '@evil.test', '.evil.test/', ':1@evil.test', '/ü', '/a b'];
  for (const path of [...others, '/a\r\nb', '/\0']) {
    assert.deepEqual(Object.entries(redirectFor(path, 'quire.test', open, usual))[0], ['status', 400], path);
  }
});

test('a host that is none, and no host, are refused', () => {
  for (const host of [
    ...[undefined, '', 'a b', 'a/b', 'a\\b', 'quire.test@evil.test', 'quire.test#', 'quire.test?', '%71', 'a,b', 'ü'],
    ...['quire.test:', 'quire.test:a', 'quire.test:80:80', '[::1', '[::g]', '1.2.3.999', 'a..b:http', 'a\r\nb'],
  ]) {
    const { status, location } = redirectFor('/', host, open, usual);
    assert.deepEqual([status, location], [400, undefined], host);
  }
});

test('a server for its own machine redirects only under its own names', () => {
  const local = { ...open, ownNamesOnly: true, allowedOrigins: new Set(['https://quire.test']) };
  for (const host of ['localhost', '127.0.0.1:80', 'quire.test']) {
    assert.equal(redirectFor('/', host, local, usual).status, 308, host);
  }
  const refused = redirectFor('/', 'evil.test', local, usual);
  assert.deepEqual([refused.status, refused.location], [403, undefined]);
  assert.match(refused.detail, /does not answer under Host evil\.test/);
});
