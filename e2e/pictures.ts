// Files that people bring: pictures of one grey, and others.
import { crc32, deflateSync } from 'node:zlib';
import type { Brought } from './paste.ts';

/** A PNG of this size; with a `place`, it says in its EXIF where it was taken. */
export function picture(name: string, width: number, height: number, grey = 0x80, place = ''): Brought {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head[8] = 8; // bits of grey
  const rows = Buffer.alloc((width + 1) * height, grey);
  for (let row = 0; row < height; row++) rows[row * (width + 1)] = 0;
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const said = place === '' ? [] : [chunk('eXIf', Buffer.from(`MM\0*${place}`))];
  const chunks = [chunk('IHDR', head), ...said, chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))];
  return { name, type: 'image/png', bytes: Buffer.concat([signature, ...chunks]) };
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const around = Buffer.alloc(8);
  around.writeUInt32BE(data.length, 0);
  around.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([around.subarray(0, 4), body, around.subarray(4)]);
}

export const report: Brought = {
  name: 'The report.pdf',
  type: 'application/pdf',
  bytes: Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF\n'),
};

/** A page that says that it is a picture. */
export const lie: Brought = {
  name: 'cat.png',
  type: 'image/png',
  bytes: Buffer.from('<!doctype html><script>alert(1)</script>'),
};
