import assert from 'node:assert/strict';
import { test } from 'node:test';
import { routePath } from './path.ts';

test('the name of a document is one segment, also where a proxy decoded its slashes', () => {
  for (const [path, known] of [
    ['/api/documents', '/api/documents'],
    ['/api/documents/', '/api/documents/'],
    ['/api/documents/plan', '/api/documents/plan'],
    ['/api/documents/team%2Fplan/state', '/api/documents/team%2Fplan/state'],
    ['/api/documents/team/plan', '/api/documents/team%2Fplan'],
    ['/api/documents/a/b/c/access', '/api/documents/a%2Fb%2Fc/access'],
    ['/api/documents/team/plan/duplicate', '/api/documents/team%2Fplan/duplicate'],
    ['/api/documents/team/plan/links/one', '/api/documents/team%2Fplan/links/one'],
    ['/api/documents/team/links', '/api/documents/team/links'],
    ['/api/documents/team%2Flinks', '/api/documents/team%2Flinks'],
    ['/api/documents/links', '/api/documents/links'],
    ['/api/documents/a//b', '/api/documents/a%2F%2Fb'],
    ['/api/tokens/a/b', '/api/tokens/a/b'],
    ['/d/team/plan', '/d/team/plan'],
  ] as const) {
    assert.equal(routePath(path, ''), known);
    assert.equal(routePath(`/quire${path}`, '/quire'), known);
  }
});
