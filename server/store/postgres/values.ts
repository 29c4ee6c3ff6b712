// Values on their way to PostgreSQL and back. A text of PostgreSQL holds no NUL, and a peer may send one anywhere: so
// NUL is escaped in every text, and what comes back is what was written.

import type { CustomTypesConfig } from 'pg';
import { types } from 'pg';

/** A text without NUL. Only one that holds NUL or U+0001 changes. */
export function escapeText(text: string): string {
  return text.replaceAll('\u0001', '\u00011').replaceAll('\0', '\u00010');
}

/** The inverse of `escapeText`. */
export function unescapeText(text: string): string {
  return text.replaceAll('\u00010', '\0').replaceAll('\u00011', '\u0001');
}

/** A value as a parameter of a statement. */
export function toParameter(value: unknown): unknown {
  if (typeof value === 'string') return escapeText(value);
  return Array.isArray(value) ? value.map(toParameter) : value;
}

const { INT8, TEXT, BYTEA } = types.builtins;

const parsers = new Map<number, (text: string) => unknown>([
  [INT8, Number], // all of ours are sizes, counts, ids and times
  [TEXT, unescapeText],
  [BYTEA, (hex) => plainBytes(Buffer.from(hex.slice(2), 'hex'))],
]);

/** How the driver reads the columns of a row. */
export const columnTypes: CustomTypesConfig = {
  getTypeParser: (type: number) => parsers.get(type) ?? types.getTypeParser(type),
};

/** A small Buffer is part of a larger one, which it would keep in memory. */
function plainBytes(buffer: Buffer): Uint8Array {
  const isWhole = buffer.length === buffer.buffer.byteLength;
  return isWhole ? new Uint8Array(buffer.buffer) : new Uint8Array(buffer);
}
