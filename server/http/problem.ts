// Errors over HTTP, as problem details (RFC 9457).

import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

/**
 * Answers with `status`, a `title` that names the kind of error, and a `detail` that says what to do about this one.
 */
export function problem(context: Context, status: ContentfulStatusCode, title: string, detail: string): Response {
  return context.json({ title, status, detail }, status, { 'Content-Type': 'application/problem+json' });
}

/** Why there is no WebSocket for a request, to be answered in HTTP. */
export interface UpgradeRejection {
  readonly status: number;
  readonly detail: string;
  /** After how many seconds it may do to come again. */
  readonly retryAfter?: number;
}
