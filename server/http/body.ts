// The JSON bodies of requests: read as a schema says, or refused with a sentence.

import type { Context } from 'hono';
import { z } from 'zod';
import { problem } from './problem.ts';

/**
 * What a request's body holds, as `schema` says; nothing at all counts as an empty object. A Response when it is
 * anything else, which says what.
 */
export async function readBody<Schema extends z.ZodType>(
  context: Context,
  schema: Schema,
): Promise<z.infer<Schema> | Response> {
  const text = await context.req.text();
  let json: unknown;
  try {
    json = text === '' ? {} : JSON.parse(text);
  } catch {
    return problem(context, 400, 'Wrong body', 'The body is not JSON.');
  }
  const body = schema.safeParse(json);
  return body.success ? body.data : problem(context, 400, 'Wrong body', z.prettifyError(body.error));
}
