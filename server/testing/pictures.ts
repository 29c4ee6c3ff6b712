// For tests: files of the kinds that people bring, made from nothing.

import { crc32, deflateSync } from 'node:zlib';

/** A PNG of one grey. `claimed` is the size that its head tells, which need not be true. */
export function png(width: number, height: number, claimed = { width, height }): Buffer<ArrayBuffer> {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(claimed.width, 0);
  head.writeUInt32BE(claimed.height, 4);
  head.set([8, 0, 0, 0, 0], 8); // eight bits of grey
  const rows = Buffer.alloc((width + 1) * height, 0x80);
  for (let row = 0; row < height; row++) rows[row * (width + 1)] = 0;
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND')]);
}

function chunk(type: string, data: Buffer = Buffer.alloc(0)): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const around = Buffer.alloc(8);
  around.writeUInt32BE(data.length, 0);
  around.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([around.subarray(0, 4), body, around.subarray(4)]);
}

/** The head of a JPEG of this size, turned as a camera's EXIF says: 6 by a quarter. */
export function jpegHead(width: number, height: number, orientation: number): Buffer<ArrayBuffer> {
  const directory = Buffer.alloc(18); // one entry: 0x0112, a short
  directory.writeUInt16LE(1, 0);
  [0x0112, 3].forEach((value, i) => directory.writeUInt16LE(value, 2 + 2 * i));
  directory.writeUInt32LE(1, 6);
  directory.writeUInt16LE(orientation, 10);
  const exif = Buffer.concat([Buffer.from('Exif\0\0II*\0\x08\0\0\0', 'latin1'), directory]);
  const app1 = Buffer.from([0xff, 0xe1, 0, exif.length + 2]);
  const frame = Buffer.from('ffc0000b08000000000101110000', 'hex');
  frame.writeUInt16BE(height, 5);
  frame.writeUInt16BE(width, 7);
  return Buffer.concat([Buffer.from('ffd8', 'hex'), app1, exif, frame, Buffer.from('ffd9', 'hex')]);
}

export const pdf = Buffer.from('%PDF-1.7\n%âãÏÓ\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF\n', 'latin1');
export const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
export const html = Buffer.from('<!doctype html><script>alert(1)</script>');
