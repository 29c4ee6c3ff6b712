// A file as it is sent: its hash, and for an image its size in pixels. Large photos are made smaller before that, which
// also turns them upright, and so is a photo that says where and how it was taken: drawn anew, it says no more than it
// shows. What moves stays as it is, and what a browser cannot show as an image is an attachment.

import { type FileSource, imageTypes } from '../../../protocol/format/file-source.ts';

/** The longer side that an image has at most, in pixels: it fills a large screen. */
const longestSide = 2_560;

/** Images of fewer bytes are sent as they are, if they are small enough. */
const smallEnough = 512 * 1024;

/** Of the way from the least to the best that JPEG and WebP can do. */
const quality = 0.85;

/** The bytes in which a moving image says that it moves. */
const headBytes = 4_096;

export interface PreparedFile {
  readonly bytes: Blob;
  readonly source: FileSource;
}

export async function prepare(file: File): Promise<PreparedFile> {
  const image = imageTypes.includes(file.type) ? await createImageBitmap(file).catch(() => null) : null;
  if (image === null) return { bytes: file, source: { hash: await hashOf(file), pixels: null } };
  const scale = Math.min(1, longestSide / Math.max(image.width, image.height));
  const [tells, moves] = [await isDescribed(file), await isMoving(file)];
  const isLight = scale === 1 && file.size <= smallEnough && !tells;
  const smaller = isLight || moves ? null : await drawn(image, scale);
  const isBetter = smaller !== null && (scale < 1 || tells || smaller.bytes.size < file.size);
  const { bytes, pixels } = isBetter ? smaller : { bytes: file, pixels: sizeOf(image) };
  image.close();
  return { bytes, source: { hash: await hashOf(bytes), pixels } };
}

const sizeOf = ({ width, height }: { width: number; height: number }) => ({ width, height });

/** The SHA-256 of the bytes. A page without TLS has no `crypto.subtle`. */
export async function hashOf(bytes: Blob): Promise<string> {
  const data = new Uint8Array(await bytes.arrayBuffer());
  const subtle = (globalThis.crypto as Partial<Crypto>).subtle;
  const digest = subtle
    ? new Uint8Array(await subtle.digest('SHA-256', data))
    : (await import('lib0/hash/sha256')).digest(data);
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Whether an image has several frames: a GIF, an APNG (`acTL`) or a WebP (`ANIM`). */
export async function isMoving(file: Blob): Promise<boolean> {
  if (file.type === 'image/gif') return true;
  const head = new Uint8Array(await file.slice(0, headBytes).arrayBuffer());
  const text = String.fromCharCode(...head);
  return text.includes('acTL') || (file.type === 'image/webp' && text.includes('ANIM'));
}

/** Whether an image says more than it shows, such as a place: in EXIF, in XMP or as Photoshop does. */
export async function isDescribed(file: Blob): Promise<boolean> {
  const text = new TextDecoder('latin1').decode(await file.arrayBuffer());
  return ['Exif\0\0', 'eXIf', 'EXIF', 'ns.adobe.com/xap', 'Photoshop 3.0'].some((mark) => text.includes(mark));
}

async function drawn(image: ImageBitmap, scale: number) {
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(image.width * scale));
  canvas.height = Math.max(1, Math.round(image.height * scale));
  const context = canvas.getContext('2d');
  if (context === null) return null;
  context.imageSmoothingQuality = 'high';
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  const types = isTransparent(image) ? ['image/png'] : ['image/webp', 'image/jpeg'];
  for (const type of types) {
    const bytes = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, type, quality));
    // A browser that cannot write a type writes a PNG in its place.
    if (bytes?.type === type) return { bytes, pixels: sizeOf(canvas) };
  }
  return null;
}

/** Whether light comes through somewhere, as a smaller copy tells. */
function isTransparent(image: ImageBitmap): boolean {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 64;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) return true;
  context.drawImage(image, 0, 0, 64, 64);
  const { data } = context.getImageData(0, 0, 64, 64);
  for (let i = 3; i < data.length; i += 4) if (data[i]! < 250) return true;
  return false;
}
