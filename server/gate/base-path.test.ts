import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isBasePath, withoutBase } from './base-path.ts';

test('a base path has plain segments, and none of the first segments of the server itself', () => {
  for (const path of ['', '/quire', '/a/b', '/a.b/~c_d-e', '/quire/d', '/docs/api']) assert.ok(isBasePath(path), path);
  for (const path of ['/', 'quire', '/quire/', '//a', '/a//b', '/..', '/a/./b', '/a b', '/é', '/:a', '/a*', '/a?b']) {
    assert.ok(!isBasePath(path), path);
  }
  const own = ['/d', '/api', '/api/v2', '/collab', '/assets/quire', '/doctor', '/healthz'];
  for (const path of own) assert.ok(!isBasePath(path), path);
});

test('a request counts with and without the base path', () => {
  for (const [path, base, own] of [
    ['/quire/d/plan', '/quire', '/d/plan'],
    ['/quire/', '/quire', '/'],
    ['/d/plan', '/quire', '/d/plan'],
    ['/quire/quire/d', '/quire', '/quire/d'],
    ['/quire', '/quire', '/quire'],
    ['/quires/d/plan', '/quire', '/quires/d/plan'],
    ['/d/plan', '', '/d/plan'],
    ['//d', '', '//d'],
  ] as const) {
    assert.equal(withoutBase(path, base), own);
  }
});
