import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  type Keys,
  readFragment,
  reasonOf,
  type AuthFailure,
  renewAfter,
  type CredentialKind,
  nextCredential,
} from './credentials.ts';

const both: Keys = { account: 'jwt', link: 'secret' };
const after = (...refused: [CredentialKind, AuthFailure][]) => new Map(refused);

test('an account comes first, then the link, and then the server is asked whether it wants anything at all', () => {
  assert.equal(nextCredential(both, after()), 'account');
  assert.equal(nextCredential(both, after(['account', 'forbidden'])), 'link');
  assert.equal(nextCredential(both, after(['account', 'unauthorized'], ['link', 'unlinked'])), 'nobody');
  assert.equal(nextCredential({ account: null, link: 'secret' }, after()), 'link');
  assert.equal(nextCredential({ account: null, link: null }, after()), 'nobody');
});

test('no way is tried twice, and in the end there is none', () => {
  const key = fc.option(fc.constant('key'));
  fc.assert(
    fc.property(key, key, (account, link) => {
      const refused = new Map<CredentialKind, AuthFailure>();
      for (
        let way = nextCredential({ account, link }, refused);
        way !== null;
        way = nextCredential({ account, link }, refused)
      ) {
        assert.ok(!refused.has(way));
        refused.set(way, 'unauthorized');
      }
      assert.equal(refused.size, 1 + Number(account !== null) + Number(link !== null));
    }),
  );
});

test('what is told is what became of the last key, not that one cannot do without', () => {
  assert.equal(reasonOf(after(['nobody', 'locked'])), 'locked');
  assert.equal(reasonOf(after(['account', 'forbidden'], ['nobody', 'locked'])), 'forbidden');
  assert.equal(reasonOf(after(['account', 'forbidden'], ['link', 'unlinked'], ['nobody', 'locked'])), 'unlinked');
});

test('a token is taken out of the address, a link and anything else stays', () => {
  assert.deepEqual(readFragment(''), { token: null, link: null, rest: '' });
  assert.deepEqual(readFragment('#token=a.b-c_d.e'), { token: 'a.b-c_d.e', link: null, rest: '' });
  assert.deepEqual(readFragment('#link=xY-_9'), { token: null, link: 'xY-_9', rest: '#link=xY-_9' });
  assert.deepEqual(readFragment('#link=x&token=y&page=2'), { token: 'y', link: 'x', rest: '#link=x&page=2' });
  assert.deepEqual(readFragment('#token=&link=%'), { token: null, link: null, rest: '#link=%' });
  assert.deepEqual(readFragment('#heading'), { token: null, link: null, rest: '#heading' });
});

test('whatever stands in an address, it is read without an error and no token is left in it', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      assert.ok(!/^#?(.*&)?token=/.test(readFragment(`#${text}`).rest));
    }),
  );
});

test('a token is replaced at four fifths of its time', () => {
  assert.equal(renewAfter(3600), 2_880_000);
});
