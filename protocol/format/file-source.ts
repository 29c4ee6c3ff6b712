// How a document names a file: by the SHA-256 of its bytes. Such a name holds under every address of the server, and on
// a device that has no server yet. An image adds its size in pixels, so that a page keeps its place free: `#640x480`.

/** What a block says of its file. */
export interface FileSource {
  /** In lower-case hexadecimal digits. */
  readonly hash: string;
  /** In pixels; null for a file that is no image. */
  readonly pixels: { readonly width: number; readonly height: number } | null;
}

const pattern = /^file:([0-9a-f]{64})(?:#([1-9]\d{0,4})x([1-9]\d{0,4}))?$/;

/** The file that a `src` names; null for anything else. */
export function parseSource(src: unknown): FileSource | null {
  const [, hash, width, height] = (typeof src === 'string' && pattern.exec(src)) || [];
  if (hash === undefined) return null;
  return { hash, pixels: width === undefined ? null : { width: Number(width), height: Number(height) } };
}

/**
 * The `src` for a file.
 *
 *     sourceOf({ hash, pixels: { width: 640, height: 480 } }) // 'file:<hash>#640x480'
 */
export function sourceOf({ hash, pixels }: FileSource): string {
  return `file:${hash}${pixels === null ? '' : `#${pixels.width}x${pixels.height}`}`;
}

/** The bytes that a file has at most: pages make photos smaller, and 32 MiB hold a long scan or a slide deck. */
export const mostFileBytes = 32 * 1024 * 1024;

/** The media types that a page shows as images. Anything else, such as SVG with its scripts, is for downloading. */
export const imageTypes: readonly string[] = ['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif'];
