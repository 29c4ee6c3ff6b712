import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';

import { chooseLanguage, languageFor, onOtherWords, texts } from './texts.ts';

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
