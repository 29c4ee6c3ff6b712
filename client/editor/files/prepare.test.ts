import assert from 'node:assert/strict';
import { createHash, webcrypto } from 'node:crypto';
import { test } from 'node:test';

import { hashOf, isDescribed, isMoving } from './prepare.ts';

test('a file has the same hash on a page with and without TLS', async (t) => {
  const bytes = new Blob([new Uint8Array(100_000).fill(7)]);
  const hash = createHash('sha256').update(Buffer.alloc(100_000, 7)).digest('hex');
  assert.equal(await hashOf(bytes), hash);
  Object.defineProperty(globalThis, 'crypto', { value: {}, configurable: true });
  t.after(() => Object.defineProperty(globalThis, 'crypto', { value: webcrypto, configurable: true }));
  assert.equal(await hashOf(bytes), hash);
});

test('an image that moves is known by its head', async () => {
  const file = (type: string, head: string) => new Blob([head], { type });
  assert.ok(await isMoving(file('image/gif', 'GIF89a')));
  assert.ok(await isMoving(file('image/png', '\x89PNG…IHDR…acTL…IDAT')));
  assert.ok(await isMoving(file('image/webp', 'RIFF…WEBPVP8X…ANIM')));
  assert.ok(!(await isMoving(file('image/png', '\x89PNG…IHDR…IDAT'))));
  assert.ok(!(await isMoving(file('image/jpeg', 'ANIM'))));
});

test('an image that says more than it shows is known, wherever it says so', async () => {
  const heads = ['\xff\xd8\xff\xe1..Exif\0\0II*\0', '\x89PNG…eXIf', `RIFF…WEBPVP8X${' '.repeat(9_999)}EXIF`];
  for (const head of [...heads, '\xff\xd8\xff\xe1..http://ns.adobe.com/xap/1.0/\0']) {
    assert.ok(await isDescribed(new Blob([head])), head.slice(0, 40));
  }
  assert.ok(!(await isDescribed(new Blob(['\xff\xd8\xff\xe0..JFIF\0exif']))));
});
