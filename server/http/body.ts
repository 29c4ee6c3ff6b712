// The JSON bodies and the queries of requests. Each matches the schema of its route, or the request gets a problem that
// says where it differs.

import type { Context } from 'hono';
import { z } from 'zod';
import { problem } from './problem.ts';

/** What matches the schema, or the answer to a request that does not. */
export type ReadRequest<Value> =
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
): Promise<ReadRequest<z.infer<Schema>>> {
  const text = await context.req.text();
  let json: unknown;
  try {
    json = text === '' ? {} : JSON.parse(text);
  } catch {
    return { type: 'invalid', response: problem(context, 400, 'Invalid body', 'The body of the request is not JSON.') };
  }
  return check(context, schema, json, 'Invalid body');
}

/** Reads the query of a request. Of a parameter that comes twice, the first counts. */
export function readQuery<Schema extends z.ZodType>(context: Context, schema: Schema): ReadRequest<z.infer<Schema>> {
  return check(context, schema, context.req.query(), 'Invalid query');
}

function check<Schema extends z.ZodType>(
  context: Context,
  schema: Schema,
  value: unknown,
  title: string,
): ReadRequest<z.infer<Schema>> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return { type: 'valid', value: parsed.data };
  return { type: 'invalid', response: problem(context, 400, title, z.prettifyError(parsed.error)) };
}
