import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Keyring } from './keyring.ts';
import { openStorage } from './storage.ts';

function memory(): Storage {
  const map = new Map<string, string>();
  return {
    getItem: (key: string) => map.get(key) ?? null,
    setItem: (key: string, value: string) => void map.set(key, value),
    removeItem: (key: string) => void map.delete(key),
  } as Storage;
}

test('[KEY2] the keys in an address are stored, and a link opens its document alone', () => {
  const storage = memory();
  const keyring = new Keyring(storage, memory());
  assert.equal(keyring.importFragment('#link=one', 'team/plan'), '#link=one');
  assert.equal(keyring.importFragment('#token=jwt&link=two', 'other'), '#link=two');
  const later = new Keyring(storage, memory());
  assert.deepEqual(later.keysOf('team/plan'), { account: 'jwt', link: 'one' });
  assert.deepEqual(later.keysOf('other'), { account: 'jwt', link: 'two' });
  assert.deepEqual(later.keysOf('third'), { account: 'jwt', link: null });
});

test('a link in the address of another page is not stored', () => {
  const keyring = new Keyring(memory(), memory());
  keyring.importFragment('#link=one', null);
  assert.deepEqual(keyring.keysOf('plan'), { account: null, link: null });
});

test('[KEY4] every change of a key calls the listeners, and an address without a key does not', () => {
  const keyring = new Keyring(memory(), memory());
  const accounts: (string | null)[] = [];
  const stop = keyring.subscribe(() => accounts.push(keyring.account));
  keyring.importFragment('#heading', 'plan');
  keyring.importFragment('#token=one', 'plan');
  keyring.signIn('two');
  keyring.signOut();
  stop();
  keyring.signIn('three');
  assert.deepEqual(accounts, ['one', 'two', null]);
});

test('a change of the storage by another tab may be of a key, or not', () => {
  const keyring = new Keyring(memory(), memory());
  assert.deepEqual(
    ['quire.token', 'quire.link/team/plan', null].map((name) => keyring.isKeyItem(name)),
    [true, true, true],
  );
  assert.deepEqual(
    ['quire.title/plan', 'quire.identity'].map((name) => keyring.isKeyItem(name)),
    [false, false],
  );
});

test('[KEY1] a rejected token is forgotten only while no other has replaced it', () => {
  const keyring = new Keyring(memory(), memory());
  keyring.importFragment('#token=new&link=fresh', 'plan');
  keyring.dropAccount('old');
  assert.deepEqual(keyring.keysOf('plan'), { account: 'new', link: 'fresh' });
  keyring.dropAccount('new');
  assert.deepEqual(keyring.keysOf('plan'), { account: null, link: 'fresh' });
});

test('a full or forbidden storage throws nothing', () => {
  const full = memory();
  full.setItem = () => {
    throw new DOMException('There is no room.', 'QuotaExceededError');
  };
  new Keyring(full, memory()).signIn('jwt');
  const forbidding = Object.getOwnPropertyDescriptor(globalThis, 'localStorage');
  Object.defineProperty(globalThis, 'localStorage', {
    configurable: true,
    get() {
      throw new DOMException('The operation is insecure.', 'SecurityError');
    },
  });
  try {
    const keyring = new Keyring(openStorage('localStorage'), memory());
    keyring.signIn('jwt');
    assert.equal(keyring.account, 'jwt', 'the key lasts as long as the page');
  } finally {
    if (forbidding) Object.defineProperty(globalThis, 'localStorage', forbidding);
    else Reflect.deleteProperty(globalThis, 'localStorage');
  }
});

/** A token whose claims a page can read. */
const tokenFor = (sub: string, exp = 1) => `e30.${Buffer.from(JSON.stringify({ sub, exp })).toString('base64url')}.AA`;

test('[KEY2] the token of another account in an address counts in its tab, and signs nobody out', () => {
  const [device, tab] = [memory(), memory()];
  const keyring = new Keyring(device, tab);
  keyring.signIn(tokenFor('ada'));
  keyring.importFragment(`#token=${tokenFor('eve')}`, 'plan');
  assert.equal(keyring.account, tokenFor('eve'));
  assert.equal(new Keyring(device, memory()).account, tokenFor('ada'), 'in another tab');
  keyring.importFragment(`#token=${tokenFor('ada', 2)}`, 'plan');
  assert.equal(keyring.account, tokenFor('ada', 2));
  assert.equal(
    new Keyring(device, memory()).account,
    tokenFor('ada', 2),
    'a newer token of the same person counts in every tab',
  );
  keyring.importFragment(`#token=${tokenFor('eve')}`, 'plan');
  keyring.dropAccount(tokenFor('eve'));
  assert.equal(keyring.account, tokenFor('ada', 2));
  keyring.importFragment('#token=nonsense', 'plan');
  keyring.signOut();
  assert.equal(keyring.account, null);
});
