import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';

import { chooseLanguage, languageFor, texts } from './texts.ts';

afterEach(() => chooseLanguage('en'));

test('the interface speaks the first language of the browser in which it is written', () => {
  assert.equal(languageFor(['de-AT', 'en']), 'de');
  assert.equal(languageFor(['fr', 'zh-Hans-CN', 'de']), 'zh');
  assert.equal(languageFor(['fr']), 'en');
  assert.equal(languageFor(['constructor']), 'en');
  assert.equal(languageFor([]), 'en');
});

test('the words change with the language', async () => {
  assert.equal(texts.language.name, 'English');
  await chooseLanguage('de');
  assert.equal(texts.language.name, 'Deutsch');
});
