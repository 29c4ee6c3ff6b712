import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  type Keys,
  readFragment,
  reportedFailure,
  type AuthFailure,
  renewalDelay,
  type CredentialKind,
  nextCredential,
} from './credentials.ts';

const both: Keys = { account: 'jwt', link: 'secret' };
const after = (...rejected: [CredentialKind, AuthFailure][]) => new Map(rejected);

test('[KEY1] an account comes before a link, and no credential comes last', () => {
  assert.equal(nextCredential(both, after()), 'account');
  assert.equal(nextCredential(both, after(['account', 'forbidden'])), 'link');
  assert.equal(nextCredential(both, after(['account', 'unauthorized'], ['link', 'unlinked'])), 'nobody');
  assert.equal(nextCredential({ account: null, link: 'secret' }, after()), 'link');
  assert.equal(nextCredential({ account: null, link: null }, after()), 'nobody');
});

test('[KEY1] no credential is tried twice, and in the end none is left', () => {
  const key = fc.option(fc.constant('key'));
  fc.assert(
    fc.property(key, key, (account, link) => {
      const rejected = new Map<CredentialKind, AuthFailure>();
      for (
        let kind = nextCredential({ account, link }, rejected);
        kind !== null;
        kind = nextCredential({ account, link }, rejected)
      ) {
        assert.ok(!rejected.has(kind));
        rejected.set(kind, 'unauthorized');
      }
      assert.equal(rejected.size, 1 + Number(account !== null) + Number(link !== null));
    }),
  );
});

test('the reported failure is that of the last key, not that the server needs one', () => {
  assert.equal(reportedFailure(after(['nobody', 'locked'])), 'locked');
  assert.equal(reportedFailure(after(['account', 'forbidden'], ['nobody', 'locked'])), 'forbidden');
  assert.equal(
    reportedFailure(after(['account', 'forbidden'], ['link', 'unlinked'], ['nobody', 'locked'])),
    'unlinked',
  );
});

test('[KEY2] a token is taken out of the address, and a link and everything else stay', () => {
  assert.deepEqual(readFragment(''), { token: null, link: null, rest: '' });
  assert.deepEqual(readFragment('#token=a.b-c_d.e'), { token: 'a.b-c_d.e', link: null, rest: '' });
  assert.deepEqual(readFragment('#link=xY-_9'), { token: null, link: 'xY-_9', rest: '#link=xY-_9' });
  assert.deepEqual(readFragment('#link=x&token=y&page=2'), { token: 'y', link: 'x', rest: '#link=x&page=2' });
  assert.deepEqual(readFragment('#token=&link=%'), { token: null, link: null, rest: '#link=%' });
  assert.deepEqual(readFragment('#heading'), { token: null, link: null, rest: '#heading' });
});

test('[KEY2] reading any fragment throws nothing and leaves no token in it', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      assert.ok(!/^#?(.*&)?token=/.test(readFragment(`#${text}`).rest));
    }),
  );
});

test('[KEY3] a token is renewed at four fifths of its lifetime', () => {
  assert.equal(renewalDelay(3600), 2_880_000);
});
