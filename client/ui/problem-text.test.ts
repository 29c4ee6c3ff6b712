import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';

import { ApiError } from '../sdk/api.ts';
import { chooseLanguage } from '../texts/languages.ts';
import { problemText } from './problem-text.ts';

afterEach(() => chooseLanguage('en'));

test('a failed request is told in the words of the interface, and whose the server’s sentence is', async () => {
  const full = new ApiError(507, 'The disk is full.');
  assert.equal(problemText(full), 'The disk is full.');
  assert.equal(problemText(new ApiError(0, null)), 'The server could not be reached.');
  assert.equal(problemText(new ApiError(502, null)), 'The server answered with an error (502).');
  await chooseLanguage('de');
  assert.equal(problemText(full), 'Der Server meldet: „The disk is full.“');
  assert.equal(problemText(new ApiError(0, null)), 'Der Server ist nicht erreichbar.');
});

test('another failure has its own message', () => {
  assert.equal(problemText(new Error('Diese Datei ist leer.')), 'Diese Datei ist leer.');
});
