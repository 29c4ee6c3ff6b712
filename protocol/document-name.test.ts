import assert from 'node:assert/strict';
import { test } from 'node:test';
import { documentNameFromPath, isDocumentName, isPattern, matches } from './document-name.ts';

test('a document name holds letters, digits, dots, underscores, hyphens and slashes', () => {
  for (const name of ['a', 'team/plan', 'playground/0/main', 'A-Z_0.9', '...', 'a/..b', 'x'.repeat(200)]) {
    assert.ok(isDocumentName(name), name);
  }
});

test('a document name has no empty, `.` or `..` segment, nothing to escape, and at most 200 characters', () => {
  for (const name of [
    '',
    '/',
    'a/',
    '/a',
    'a//b',
    '.',
    '..',
    'a/./b',
    '../a',
    'a b',
    'ä',
    'a?b',
    'a\n',
    'x'.repeat(201),
  ]) {
    assert.ok(!isDocumentName(name), JSON.stringify(name));
  }
});

test('the name follows the prefix of a path, with escapes resolved once', () => {
  assert.equal(documentNameFromPath('/collab/team/plan', '/collab/'), 'team/plan');
  assert.equal(documentNameFromPath('/collab/team%2Fplan', '/collab/'), 'team/plan');
  for (const path of [
    '/collab/',
    '/collab',
    '/d/plan',
    '/collab/%',
    '/collab/%2e%2e',
    '/collab/a%252Fb',
    '/collab/a%00',
  ]) {
    assert.equal(documentNameFromPath(path, '/collab/'), null, path);
  }
});

test('a pattern is a name, or a beginning of names and a star, which stands for any rest', () => {
  for (const pattern of ['*', 'plan', 'team/*', 'team-*', 'a/b/*']) assert.ok(isPattern(pattern), pattern);
  for (const pattern of ['', '**', '*/plan', 'a*b', '/*', 'a//*', '../*', 'a b*', 'a?']) {
    assert.ok(!isPattern(pattern), pattern);
  }
  assert.ok(
    matches('*', 'a/b') && matches('team/*', 'team/a/b') && matches('team-*', 'team-1') && matches('plan', 'plan'),
  );
  assert.ok(!matches('team/*', 'team') && !matches('team/*', 'teams/a') && !matches('plan', 'plans'));
});
