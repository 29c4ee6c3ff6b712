import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';

import { texts } from './first-texts.ts';
import { chooseLanguage, languageFor, onOtherWords } from './languages.ts';

afterEach(() => chooseLanguage('en'));

test('the interface speaks the first language of the browser in which it is written', () => {
  assert.equal(languageFor(['de-AT', 'en']), 'de');
  assert.equal(languageFor(['fr', 'zh-Hans-CN', 'de']), 'zh');
  assert.equal(languageFor(['fr']), 'en');
  assert.equal(languageFor(['constructor']), 'en');
  assert.equal(languageFor([]), 'en');
});

test('the words change with the language', async () => {
  const heard: string[] = [];
  onOtherWords(() => heard.push(texts.language.tag));
  assert.equal(texts.language.tag, 'en');
  await chooseLanguage('de');
  assert.equal(texts.language.tag, 'de');
  await chooseLanguage('zh');
  assert.deepEqual(heard, ['de', 'zh-Hans']);
});

test('words that come later are in the language that was chosen before, and follow the next choice', async () => {
  await chooseLanguage('de');
  const { texts: all } = await import('./texts.ts');
  assert.deepEqual([texts.bar.title, all.confirm.cancel], ['Titel', 'Abbrechen']);
  await chooseLanguage('en');
  assert.deepEqual([texts.bar.title, all.confirm.cancel], ['Title', 'Cancel']);
});
