// The security headers of every answer. A page may run, show and talk to only what comes from this server.

import type { MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import { limits } from '../limits/limits.ts';

/** Pages of `allowedOrigins` may show the server's pages in a frame. */
export function securityHeaders(allowedOrigins: ReadonlySet<string>): MiddlewareHandler {
  const self = ["'self'"];
  const framing = allowedOrigins.size > 0;
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: self,
      styleSrc: self,
      fontSrc: self,
      imgSrc: [...self, 'blob:'], // an image of a document is fetched with its person's token
      connectSrc: self,
      workerSrc: self,
      manifestSrc: self,
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: framing ? [...self, ...allowedOrigins] : ["'none'"],
    },
    xFrameOptions: framing ? false : 'DENY',
    strictTransportSecurity: false, // see strictTransport
  });
}

/**
 * Tells browsers to ask for this host by https alone (HSTS, RFC 6797). A browser applies that to all ports of the host,
 * and then takes 443 in place of 80. So a request that names another port gets no such header.
 */
export const strictTransport: MiddlewareHandler = async (context, next) => {
  await next();
  const host = context.req.header('host') ?? ':';
  if (/:\d*$/.test(host)) return;
  context.header('Strict-Transport-Security', `max-age=${limits.strictTransport}`);
};
