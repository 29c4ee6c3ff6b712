import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isDeceptive, linkTarget } from './link-target.ts';

test('the host of an address stands apart, in letters that look like no others', () => {
  const parts = (href: string) => Object.values(linkTarget(href));
  assert.deepEqual(parts('https://user@example.org:81/a?b#c'), ['https://', 'example.org:81', '/a?b#c']);
  assert.deepEqual(parts('https://example.org/'), ['https://', 'example.org', '']);
  assert.deepEqual(parts('https://ex\u0430mple.org/'), ['https://', 'xn--exmple-4nf.org', '']);
  assert.deepEqual(parts('mailto:me@example.org?subject=a'), ['mailto:', 'me@example.org', '?subject=a']);
  assert.deepEqual(parts('/d/plan'), ['', '', '/d/plan']);
});

test('words that look like another address are told apart from names and from the same address', () => {
  const deceptive: [string, string][] = [
    ['https://bank.example', 'https://thief.example/bank.example'],
    ['bank.com/login', 'https://thief.example'],
    ['www.bank.example', 'https://bank.example.thief.example'],
    ['bank.com', '/d/plan'],
    ['bank.com', 'https://b\u0430nk.com'],
  ];
  for (const [words, href] of deceptive) assert.ok(isDeceptive(words, href), words);
  const honest: [string, string][] = [
    ['our bank', 'https://thief.example'],
    ['Node.js', 'https://nodejs.org'],
    ['see bank.com', 'https://other.example'],
    ['bank.com', 'https://www.bank.com/login'],
    ['https://bank.com/a', 'https://bank.com/b'],
    ['bank.com', 'https://docs.bank.com'],
  ];
  for (const [words, href] of honest) assert.ok(!isDeceptive(words, href), words);
});
