import assert from 'node:assert/strict';
import { test } from 'node:test';

import { type Key, wouldWrite } from './use-blocked-typing.ts';

const key = (name: string, more: Partial<Key> = {}): Key => ({
  key: name,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  isComposing: false,
  defaultPrevented: false,
  ...more,
});

test('[READ1] letters of every script and the keys that delete would write', () => {
  for (const name of ['a', 'É', '王', '👍', '7', '.', 'Backspace', 'Delete', 'Enter', 'Dead', 'Process']) {
    assert.equal(wouldWrite(key(name)), true, name);
  }
  assert.equal(wouldWrite(key('a', { isComposing: true })), true);
});

test('[READ1] keys that move, scroll or belong to the browser would not', () => {
  for (const name of [' ', 'ArrowDown', 'PageDown', 'Tab', 'Escape', 'F5', 'Shift', 'Control']) {
    assert.equal(wouldWrite(key(name)), false, name);
  }
  for (const more of [{ ctrlKey: true }, { metaKey: true }, { altKey: true }, { defaultPrevented: true }]) {
    assert.equal(wouldWrite(key('a', more)), false, JSON.stringify(more));
  }
});
