// The security headers of every answer. A page may run, show and talk to only what comes from this server.

import type { MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';

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
    strictTransportSecurity: false, // the proxy that ends TLS decides, and knows for which names
  });
}
