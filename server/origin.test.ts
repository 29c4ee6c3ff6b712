import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mayWrite } from './origin.ts';

test('pages of the same host may write, and those of the origins that are named, and no others', () => {
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
