// Errors over HTTP, as problem details (RFC 9457).

import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Problem } from '../../protocol/api.ts';

/** An answer with `status`. `title` names the kind of problem; `detail` says what happened and what to do. */
export function problem(context: Context, status: ContentfulStatusCode, title: string, detail: string): Response {
  const body: Problem = { title, status, detail };
  return context.json(body, status, { 'Content-Type': 'application/problem+json' });
}
