import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Claims, claims, roleFor, userOf, writablePrefix } from './claims.ts';

const read = (payload: object): Claims | null => claims.safeParse({ sub: 'ada', exp: 1, ...payload }).data ?? null;

test('the exact name or else the longest pattern decides; a document without a pattern has no role', () => {
  const patterns = { '*': 'read', 'team/*': 'write', 'team/secret/*': 'comment', 'team/plan': 'admin' } as const;
  assert.equal(roleFor({}, 'plan'), null);
  assert.equal(roleFor({ 'team/*': 'write' }, 'team'), null);
  assert.equal(roleFor(patterns, 'plan'), 'read');
  assert.equal(roleFor(patterns, 'team/a'), 'write');
  assert.equal(roleFor(patterns, 'team/secret/a'), 'comment');
  assert.equal(roleFor(patterns, 'team/plan'), 'admin');
  assert.equal(
    roleFor({ 'team/plan': 'read', 'team/plan*': 'write' }, 'team/plan'),
    'read',
    'also when the exact name allows less',
  );
});

test('one invalid claim makes the whole token invalid', () => {
  assert.deepEqual(read({})!.documents, {});
  for (const wrong of [
    { sub: '' },
    { sub: 1 },
    { exp: undefined },
    { exp: '1' },
    { documents: { plan: 'owner' } },
    { documents: { 'a//b': 'read' } },
    { documents: { '*/plan': 'read' } },
    { documents: ['plan'] },
    { documents: 'plan' },
    { name: '' },
    { name: 'x'.repeat(41) },
    { name: 'A\nB' },
    { name: 'A\u202eB' },
    { color: 'red' },
    { color: '#fff' },
    { link: 1 },
    { jti: {} },
  ]) {
    assert.equal(read(wrong), null, JSON.stringify(wrong));
  }
});

test('a guest is marked as one, however long the name', () => {
  assert.deepEqual(userOf(read({ name: 'Ada', color: '#0b7a75' })!), {
    id: 'ada',
    name: 'Ada',
    color: '#0b7a75',
    guest: false,
  });
  assert.deepEqual(userOf(read({ name: 'Ada', link: 'a' })!), {
    id: 'ada',
    name: 'Ada (guest)',
    color: null,
    guest: true,
  });
  const { name } = userOf(read({ name: 'x'.repeat(40), link: 'a' })!);
  assert.ok(name.endsWith(' (guest)') && name.length === 40);
  assert.equal(userOf(read({})!).name, 'Guest');
});

test('new documents get the shortest prefix whose documents may all be written', () => {
  assert.equal(writablePrefix({ '*': 'admin', 'team/*': 'write' }), '');
  assert.equal(writablePrefix({ '*': 'read', 'team/*': 'write', plan: 'write' }), 'team/');
  assert.equal(writablePrefix({ plan: 'admin', '*': 'comment' }), null);
});
