import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';

import { completeAddress, onlyAddress, safeHref } from './links.ts';

test('web, mail, phone and relative addresses are safe', () => {
  for (const address of [
    'https://example.org/a?b#c',
    'http://localhost:3000/',
    'mailto:me@example.org',
    'tel:+4930123456',
    '/d/team/plan',
    '#chapter',
    '?page=2',
    'other.html',
    '//example.org/from-here',
  ]) {
    assert.notEqual(safeHref(address), null, address);
  }
});

test('no other scheme is safe, however it is written', () => {
  for (const address of [
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    ' javascript:alert(1)',
    'java\nscript:alert(1)',
    'java\tscript:alert(1)',
    '\u0001javascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:msgbox(1)',
    'blob:https://example.org/x',
    'file:///etc/passwd',
    'sms:+4930123456',
    'about:blank',
    '',
    '  ',
    'https://',
  ]) {
    assert.equal(safeHref(address), null, JSON.stringify(address));
    assert.equal(completeAddress(address), null, JSON.stringify(address));
  }
  assert.equal(safeHref(undefined), null);
  assert.equal(safeHref({ toString: () => 'https://example.org' }), null);
});

test('a safe address resolves to a safe protocol on any page', () => {
  const pieces = fc.constantFrom(
    'java',
    'script',
    'http',
    's',
    ':',
    '/',
    '//',
    '\n',
    '\t',
    '\u0000',
    ' ',
    'data',
    '%3a',
    '\\',
    'x',
    '#',
    '?',
    '@',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 10 }), (parts) => {
      const href = safeHref(parts.join(''));
      if (href === null) return;
      const { protocol } = new URL(href, 'https://quire.example/d/a');
      assert.ok(['http:', 'https:', 'mailto:', 'tel:'].includes(protocol), `${JSON.stringify(href)} is ${protocol}`);
    }),
  );
});

test('an address that is typed without a scheme is completed', () => {
  assert.equal(completeAddress('example.org/a'), 'https://example.org/a');
  assert.equal(completeAddress('localhost:3000/d/a'), 'https://localhost:3000/d/a');
  assert.equal(completeAddress('me@example.org'), 'mailto:me@example.org');
  assert.equal(completeAddress('/d/team/plan'), '/d/team/plan');
  assert.equal(completeAddress(' https://example.org '), 'https://example.org/');
});

test('a text is an address only when it holds nothing else', () => {
  assert.equal(onlyAddress(' https://example.com/page\n'), 'https://example.com/page');
  assert.equal(onlyAddress('mailto:me@example.org'), 'mailto:me@example.org');
  assert.equal(onlyAddress('tel:+49(30)12-34.5'), 'tel:+49(30)12-34.5');
  for (const text of [
    'https://example.com/page is where you find it',
    'https://example.com\nhttps://example.org',
    'tel: call me tomorrow',
    'tel:me',
    'see https://example.com',
    'https:',
    'note: this',
    'javascript:alert(1)',
    'file:///etc/passwd',
    'example.com',
    '',
  ]) {
    assert.equal(onlyAddress(text), null, text);
  }
});
