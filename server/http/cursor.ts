// The cursor of a list: a place in the list as an opaque text. It says only what the client has read.

import { z } from 'zod';
import type { ListPosition, SearchPosition } from '../store/store.ts';

const name = z.string();
const time = z.number().int().min(0);
const listPosition = z.strictObject({ name, title: z.string(), createdAt: time, updatedAt: time });
const searchPosition = z.strictObject({ name, inTitle: z.boolean(), updatedAt: time });

/** The cursor after the last document of a page. */
export function cursorAfter(position: ListPosition | SearchPosition): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/** The place in a list that a cursor stands for; null for a text that is no such cursor. */
export const listPositionOf = (cursor: string): ListPosition | null => parse(listPosition, cursor);

/** The place among found documents that a cursor stands for; null for a text that is no such cursor. */
export const searchPositionOf = (cursor: string): SearchPosition | null => parse(searchPosition, cursor);

function parse<Schema extends z.ZodType>(schema: Schema, cursor: string): z.infer<Schema> | null {
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return null;
  }
  const parsed = schema.safeParse(json);
  return parsed.success ? parsed.data : null;
}
