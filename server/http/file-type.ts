// What a file is, from its bytes alone. What a client says of it counts for nothing.

import { fileTypeFromBuffer } from 'file-type';
import { imageSize } from 'image-size';
import { imageTypes } from '../../protocol/format/file-source.ts';

/** The media type; and the size in pixels, as the image is shown, of what pages may show. */
export interface FileKind {
  readonly type: string;
  readonly width: number | null;
  readonly height: number | null;
}

const unknown: FileKind = { type: 'application/octet-stream', width: null, height: null };

/** The kind of the file that begins with `head`. An image whose size cannot be read is no image. */
export async function kindOf(head: Uint8Array): Promise<FileKind> {
  const mime = (await fileTypeFromBuffer(head).catch(() => undefined))?.mime as string | undefined;
  if (mime === undefined) return unknown;
  const type = mime === 'image/apng' ? 'image/png' : mime;
  if (!imageTypes.includes(type)) return { ...unknown, type };
  const size = sizeOf(head);
  return size === null ? unknown : { type, ...size };
}

function sizeOf(head: Uint8Array): { width: number; height: number } | null {
  try {
    const { width, height, orientation = 1 } = imageSize(head);
    if (!(width > 0 && height > 0)) return null;
    return orientation >= 5 ? { width: height, height: width } : { width, height }; // turned by a quarter
  } catch {
    return null;
  }
}
