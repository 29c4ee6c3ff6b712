import assert from 'node:assert/strict';
import { test } from 'node:test';

import { html, jpegHead, pdf, png, svg } from '../testing/pictures.ts';
import { kindOf } from './file-type.ts';

const none = { width: null, height: null };

test('[FILE2] the type and the size of a file are what its bytes say', async () => {
  assert.deepEqual(await kindOf(png(3, 2)), { type: 'image/png', width: 3, height: 2 });
  assert.deepEqual(await kindOf(jpegHead(640, 480, 1)), { type: 'image/jpeg', width: 640, height: 480 });
  assert.deepEqual(await kindOf(pdf), { type: 'application/pdf', ...none });
  assert.deepEqual(await kindOf(Buffer.from('GIF89a\x10\0\x20\0\x80\0\0', 'latin1')), {
    type: 'image/gif',
    width: 16,
    height: 32,
  });
});

test('[FILE2] a photo that its camera turned has the size at which it is shown', async () => {
  assert.deepEqual(await kindOf(jpegHead(640, 480, 6)), { type: 'image/jpeg', width: 480, height: 640 });
});

test('[FILE2] what is not the image that it seems to be is no image', async () => {
  const unknown = { type: 'application/octet-stream', ...none };
  assert.deepEqual(await kindOf(html), unknown);
  assert.deepEqual(await kindOf(new Uint8Array(0)), unknown);
  assert.deepEqual(await kindOf(png(3, 2).subarray(0, 12)), unknown);
  assert.deepEqual(await kindOf(png(1, 1, { width: 0, height: 0 })), unknown);
  assert.notEqual((await kindOf(svg)).width, 1);
  assert.ok(!(await kindOf(svg)).type.startsWith('image/png'));
});
