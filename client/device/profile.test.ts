import assert from 'node:assert/strict';
import { test } from 'node:test';
import { palette } from '../sdk/palette.ts';
import { loadProfile, saveProfile } from './profile.ts';

const [, orange] = palette.map(({ value }) => value) as [string, string];

function memory(content: Record<string, string> = {}): Storage {
  const map = new Map(Object.entries(content));
  return {
    getItem: (key: string) => map.get(key) ?? null,
    setItem: (key: string, value: string) => void map.set(key, value),
  } as Storage;
}

test('the name and colour are remembered in the browser', () => {
  const storage = memory();
  const first = loadProfile(storage);
  assert.deepEqual(loadProfile(storage), first);
  saveProfile(storage, { name: 'Ada', color: orange });
  assert.deepEqual(loadProfile(storage), { name: 'Ada', color: orange });
});

test('what is remembered and cannot be used is replaced', () => {
  for (const text of ['', '{', 'null', '7', '{"name":5,"color":"#000000"}', '{"name":"Ada","color":"red"}']) {
    const { name, color } = loadProfile(memory({ 'quire.identity': text }));
    assert.ok(name.length > 0 && palette.some(({ value }) => value === color), text);
  }
});

test('where the browser stores nothing there is an identity all the same', () => {
  const refusing = {
    getItem: () => null,
    setItem: () => {
      throw new Error('QuotaExceededError');
    },
  } as unknown as Storage;
  assert.ok(loadProfile(refusing).name.length > 0);
});
