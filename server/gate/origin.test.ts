import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mayWrite, servesHost } from './origin.ts';

test('pages of the same host and of the allowed origins may write, and no others', () => {
  const allowed = new Set(['https://example.org', 'http://localhost:8080']);
  const cases: [origin: string | undefined, host: string | undefined, may: boolean][] = [
    [undefined, 'quire.test', true],
    ['https://quire.test', 'quire.test', true],
    ['http://quire.test:3000', 'quire.test:3000', true],
    ['http://quire.test:3000', 'QUIRE.test:3000', true],
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

test('a local server answers only under its own names, any other server under any name', () => {
  const reach = { allowedOrigins: new Set(['https://example.org', 'http://quire.test:8080']), proxies: 0, local: true };
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
    assert.ok(servesHost(host, { ...reach, local: false }));
  }
});
