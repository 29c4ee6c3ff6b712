import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pageFrom } from './page.ts';

test('the addresses of built files lead home first, and nothing else changes', () => {
  const html = '<html lang="en"><link href="./assets/a.css"><script src="./assets/b.js"></script><p>./c';
  for (const home of ['./', '../../', '/quire/', '/$&/']) {
    const page = `<html lang="en"><link href="${home}assets/a.css"><script src="${home}assets/b.js"></script><p>./c`;
    assert.equal(pageFrom(html, home), page);
  }
});
