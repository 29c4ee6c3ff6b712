// The part of a file that a request asks for (RFC 9110, section 14). A request for several parts, or for what is
// no range of bytes, gets the whole file, as the RFC allows.

/** First and last byte; `all` for the whole file, `none` when the file has no such part. */
export type Range = { readonly start: number; readonly end: number } | 'all' | 'none';

/**
 * The part of a file of `size` bytes.
 *
 *     rangeOf('bytes=0-99', 1_000) // { start: 0, end: 99 }
 *     rangeOf('bytes=-100', 1_000) // { start: 900, end: 999 }
 */
export function rangeOf(header: string | undefined, size: number): Range {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (first === undefined || last === undefined || first + last === '') return 'all';
  if (first === '') {
    const length = Math.min(Number(last), size);
    return length === 0 ? 'none' : { start: size - length, end: size - 1 };
  }
  const [start, end] = [Number(first), last === '' ? size - 1 : Math.min(Number(last), size - 1)];
  if (last !== '' && Number(last) < start) return 'all'; // which is no range at all
  return start >= size ? 'none' : { start, end };
}
