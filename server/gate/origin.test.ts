import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limits } from '../limits/limits.ts';
import { hostRefusal, mayWrite, originRefusal, servesHost } from './origin.ts';

test('pages of the same host and of the allowed origins may write, and no others', () => {
  const allowed = new Set(['https://example.org', 'http://localhost:8080']);
  const cases: [origin: string | undefined, host: string | undefined, may: boolean][] = [
    [undefined, 'quire.test', true],
    ['https://quire.test', 'quire.test', true],
    ['http://quire.test:3000', 'quire.test:3000', true],
    ['http://quire.test:3000', 'QUIRE.test:3000', true],
    ['https://quire.test', 'quire.test:443', true],
    ['http://quire.test', 'quire.test:80', true],
    ['https://[2001:db8::1]', '[2001:DB8::1]:443', true],
    ['https://quire.test', 'quire.test:80', false],
    ['http://quire.test', 'quire.test:443', false],
    ['https://quire.test:443443', 'quire.test:443', false],
    ['https://quire.test', 'evil@quire.test', false],
    ['https://quire.test', 'quire.test/', false],
    ['https://quire.test', '', false],
    ['file://', '', false],
    ['https://example.org', 'quire.test', true],
    ['http://localhost:8080', 'quire.test', true],
    ['http://example.org', 'quire.test', false],
    ['https://sub.example.org', 'quire.test', false],
    ['http://quire.test:4000', 'quire.test:3000', false],
    ['https://quire.test.evil.test', 'quire.test', false],
    ['https://evil.test', 'quire.test', false],
    ['https://evil.test', undefined, false],
    ['null', 'quire.test', false],
    ['', 'quire.test', false],
    ['nonsense', 'nonsense', false],
  ];
  for (const [origin, host, may] of cases) assert.equal(mayWrite(origin, host, allowed), may, `${origin} on ${host}`);
});

test('a server that has only its own names answers under no others, any other server under any name', () => {
  const reach = {
    allowedOrigins: new Set(['https://example.org', 'http://quire.test:8080']),
    proxies: 0,
    ownNamesOnly: true,
    basePath: '',
  };
  const own = [
    '127.0.0.1',
    '127.0.0.1:3000',
    '192.0.2.1',
    '[::1]',
    '[::1]:3000',
    'localhost',
    'LOCALHOST:3000',
    'a.localhost:1',
  ];
  for (const host of [...own, undefined, 'example.org', 'example.org:3000', 'quire.test']) {
    assert.ok(servesHost(host, reach), host);
  }
  for (const host of [
    'evil.test',
    'evil.test:3000',
    'localhost.evil.test',
    'notlocalhost',
    '127.0.0.1.evil.test',
    '[evil.test]',
    '',
  ]) {
    assert.ok(!servesHost(host, reach), host);
    assert.ok(servesHost(host, { ...reach, ownNamesOnly: false }));
  }
});

test('a refusal names the origin, the hosts and the variable that allows the page', () => {
  const reach = { allowedOrigins: new Set<string>(), proxies: 1, ownNamesOnly: false, basePath: '' };
  const headers = { host: 'upstream', origin: 'https://quire.test', 'x-forwarded-host': 'inner' };
  const detail = originRefusal(headers, reach)!;
  for (const part of [
    'https://quire.test',
    'Host upstream',
    'X-Forwarded-Host inner',
    'ALLOWED_ORIGINS=',
    'TRUST_PROXY',
  ]) {
    assert.ok(detail.includes(part), part);
  }
  assert.equal(originRefusal({ ...headers, 'x-forwarded-host': 'quire.test' }, reach), null);
  assert.match(originRefusal({ ...headers, 'x-forwarded-host': 'quire.test' }, { ...reach, proxies: 0 })!, /only with/);
  assert.ok(!originRefusal({ host: 'quire.test', origin: 'null' }, reach)!.includes('ALLOWED_ORIGINS'));
});

test('a refusal quotes the headers of a peer only so far', () => {
  const local = { allowedOrigins: new Set<string>(), proxies: 0, ownNamesOnly: true, basePath: '' };
  for (const [length, whole] of [
    [limits.quotedText, true],
    [limits.quotedText + 1, false],
  ] as const) {
    const host = 'x'.repeat(length);
    assert.equal(hostRefusal({ host }, local)!.includes(host), whole);
    assert.equal(originRefusal({ host, origin: 'null' }, local)!.includes(host), whole);
  }
});

test('to a server that speaks HTTPS by itself, a page of plain HTTP is another site unless it is allowed', () => {
  const reach = {
    allowedOrigins: new Set(['http://old.test']),
    proxies: 0,
    ownNamesOnly: false,
    basePath: '',
    secure: true,
  };
  const host = 'quire.test';
  assert.match(originRefusal({ host, origin: 'http://quire.test' }, reach)!, /speaks HTTPS.*ALLOWED_ORIGINS=http:/);
  for (const origin of ['https://quire.test', 'http://old.test', undefined]) {
    assert.equal(originRefusal({ host, origin }, reach), null, origin);
  }
  assert.equal(originRefusal({ host, origin: 'http://quire.test' }, { ...reach, secure: false }), null);
});
