// Which browsers' pages may use the server. A browser names the origin of the page that asks (RFC 6454), and a page of
// another site could otherwise write in the name of whoever visits it. What names no origin is not a page, and is let in.

/**
 * Whether a request with this `Origin` header may write to the server that it reached under `host`, the `Host` header:
 * pages of that same host, and of the origins in `allowed`, such as `https://example.org`.
 */
export function mayWrite(origin: string | undefined, host: string | undefined, allowed: ReadonlySet<string>): boolean {
  if (origin === undefined || allowed.has(origin)) return true;
  // The scheme is not compared: behind a proxy that speaks TLS the server cannot know its own.
  return URL.canParse(origin) && new URL(origin).host === host?.toLowerCase();
}
