import assert from 'node:assert/strict';
import { test } from 'node:test';

import { chosenLanguage, saveLanguage } from './appearance.ts';

function memory(setItem?: () => void): Storage {
  const map = new Map<string, string>();
  return {
    getItem: (key: string) => map.get(key) ?? null,
    setItem: setItem ?? ((key: string, value: string) => void map.set(key, value)),
  } as Storage;
}

test('a language is kept until the person follows the browser again', () => {
  const storage = memory();
  assert.equal(chosenLanguage(storage), null);
  saveLanguage(storage, 'de');
  assert.equal(chosenLanguage(storage), 'de');
  saveLanguage(storage, null);
  assert.equal(chosenLanguage(storage), null);
});

test('a language that the page does not have, and a full storage, leave the browser’s language', () => {
  const storage = memory();
  storage.setItem('quire.language', 'constructor');
  assert.equal(chosenLanguage(storage), null);
  const full = memory(() => {
    throw new Error('full');
  });
  saveLanguage(full, 'de');
  assert.equal(chosenLanguage(full), null);
});
