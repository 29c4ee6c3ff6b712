// Where a link may lead: http, https, mailto, tel and relative addresses, and nothing else. Addresses come from peers,
// from pasted text and from files, so each is checked before it is written or shown.

const safeProtocols = new Set(['http:', 'https:', 'mailto:', 'tel:']);

/** Relative addresses are resolved against this during the check; nothing shows it. */
const anyBase = 'https://document.invalid/';

/**
 * The value for an `href`, or null for an address that is not safe. The URL parser of the platform decides: it drops
 * the tabs, newlines and control characters that hide a scheme from a regular expression.
 *
 *     safeHref('java\nscript:alert(1)') // null
 */
export function safeHref(address: unknown): string | null {
  if (typeof address !== 'string' || address.trim() === '') return null;
  let url: URL;
  try {
    url = new URL(address, anyBase);
  } catch {
    return null;
  }
  if (!safeProtocols.has(url.protocol)) return null;
  return url.href.startsWith(anyBase) ? address.trim() : url.href;
}
