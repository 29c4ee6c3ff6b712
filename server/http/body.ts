// The JSON bodies of requests. A body matches the schema of its route, or the request gets a problem that says where
// the body differs.

import type { Context } from 'hono';
import { z } from 'zod';
import { problem } from './problem.ts';

/** A body that matches the schema, or the answer to a request whose body does not. */
export type ReadBody<Value> =
  | { readonly type: 'valid'; readonly value: Value }
  | { readonly type: 'invalid'; readonly response: Response };

/**
 * Reads the body of a request. An empty body counts as an empty object.
 *
 *     const body = await readBody(context, newDocument);
 *     if (body.type === 'invalid') return body.response;
 */
export async function readBody<Schema extends z.ZodType>(
  context: Context,
  schema: Schema,
): Promise<ReadBody<z.infer<Schema>>> {
  const text = await context.req.text();
  let json: unknown;
  try {
    json = text === '' ? {} : JSON.parse(text);
  } catch {
    return { type: 'invalid', response: problem(context, 400, 'Invalid body', 'The body of the request is not JSON.') };
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return { type: 'valid', value: parsed.data };
  return { type: 'invalid', response: problem(context, 400, 'Invalid body', z.prettifyError(parsed.error)) };
}
