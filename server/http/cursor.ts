// The cursor of a list: a place in the list as an opaque text. It says only what the client has read.

import { z } from 'zod';
import type { ListPosition } from '../store/store.ts';

const position = z.tuple([z.number().int().min(0), z.string()]);

/** The cursor after `document`, the last of a page. */
export const cursorAfter = ({ updatedAt, name }: ListPosition): string =>
  Buffer.from(JSON.stringify([updatedAt, name])).toString('base64url');

/** The place that a cursor stands for; null for a text that is no cursor. */
export function positionOf(cursor: string): ListPosition | null {
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return null;
  }
  const parsed = position.safeParse(json);
  return parsed.success ? { updatedAt: parsed.data[0], name: parsed.data[1] } : null;
}
