import assert from 'node:assert/strict';
import { test } from 'node:test';
import { palette } from '../sdk/palette.ts';
import { profileStore } from './profile.ts';

const [, orange] = palette.map(({ value }) => value) as [string, string];

function memory(content: Record<string, string> = {}): Storage {
  const map = new Map(Object.entries(content));
  return {
    getItem: (key: string) => map.get(key) ?? null,
    setItem: (key: string, value: string) => void map.set(key, value),
  } as Storage;
}

test('a profile is stored from visit to visit', () => {
  const storage = memory();
  const first = profileStore(storage).load();
  assert.deepEqual(profileStore(storage).load(), first);
  profileStore(storage).save({ name: 'Ada', color: orange });
  assert.deepEqual(profileStore(storage).load(), { name: 'Ada', color: orange });
});

test('a device keeps one secret, and another device has another', () => {
  const storage = memory();
  const { device } = profileStore(storage);
  assert.equal(profileStore(storage).device, device);
  assert.notEqual(profileStore(memory()).device, device);
  assert.ok(device.length >= 22);
});

test('a broken profile is replaced by a new one', () => {
  for (const text of ['', '{', 'null', '7', '{"name":5,"color":"#000000"}', '{"name":"Ada","color":"red"}']) {
    const { name, color } = profileStore(memory({ 'quire.identity': text })).load();
    assert.ok(name.length > 0 && palette.some(({ value }) => value === color), text);
  }
});

test('a browser that stores nothing still has a profile', () => {
  const refusing = {
    getItem: () => null,
    setItem: () => {
      throw new Error('QuotaExceededError');
    },
  } as unknown as Storage;
  assert.ok(profileStore(refusing).load().name.length > 0);
});
