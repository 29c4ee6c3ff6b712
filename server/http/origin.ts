// Which pages may use the API, and under which names the server answers: gate/origin.ts has the rules, which hold for
// upgrades too. The log names each refusal once.

import type { Context, MiddlewareHandler } from 'hono';
import type { Logger } from 'pino';
import { hostRefusal, type OriginHeaders, originRefusal, type Reach } from '../gate/origin.ts';
import { limits } from '../limits/limits.ts';
import { problem } from './problem.ts';

/** Tells the operator why a request was refused. */
export type TellRefusal = (detail: string) => void;

/** Logs each refusal once, and at most `limits.toldRefusals` in all: pages of other sites can cause any number. */
export function refusalLog(log: Logger): TellRefusal {
  const told = new Set<string>();
  return (detail) => {
    if (told.has(detail) || told.size >= limits.toldRefusals) return;
    told.add(detail);
    log.warn({ detail }, 'the server refused a request');
  };
}

/** Rejects a request whose `Host` is not a name of this server. */
export function requireServedHost(reach: Reach, tell: TellRefusal): MiddlewareHandler {
  return async (context, next) => {
    const detail = hostRefusal(originHeaders(context), reach);
    return detail === null ? next() : refuse(context, 'Host not allowed', detail, tell);
  };
}

/** Rejects a request that may write and comes from a page of an origin that is not allowed. */
export function requireAllowedOrigin(reach: Reach, tell: TellRefusal): MiddlewareHandler {
  return async (context, next) => {
    if (['GET', 'HEAD', 'OPTIONS'].includes(context.req.method)) return next();
    const detail = originRefusal(originHeaders(context), reach);
    return detail === null ? next() : refuse(context, 'Origin not allowed', detail, tell);
  };
}

function refuse(context: Context, title: string, detail: string, tell: TellRefusal): Response {
  tell(detail);
  return problem(context, 403, title, detail);
}

const originHeaders = ({ req }: Context): OriginHeaders => ({
  host: req.header('host'),
  origin: req.header('origin'),
  'x-forwarded-host': req.header('x-forwarded-host'),
});
