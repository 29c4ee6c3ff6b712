// Where a link leads, for people to see before they follow it: the host apart from the rest, and whether the words of
// the link pretend to be another address. Pure; asks nobody.

import { completeAddress } from './links.ts';

export interface LinkTarget {
  /** The scheme, such as `https://`; empty for an address on this page's own site. */
  readonly scheme: string;
  /** What decides where one gets: the host, or the address of a mail. */
  readonly host: string;
  readonly rest: string;
}

/** The parts of a safe address. A host of other scripts has the form in which no letter looks like another. */
export function linkTarget(href: string): LinkTarget {
  const url = parsed(href);
  if (url === null) return { scheme: '', host: '', rest: href };
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return { scheme: url.protocol, host: url.pathname, rest: url.search };
  }
  const rest = url.pathname + url.search + url.hash;
  return { scheme: `${url.protocol}//`, host: url.host, rest: rest === '/' ? '' : rest };
}

/** Endings of hosts that nobody takes for the name of a file, as they would in `Node.js`. */
const endings = 'app|ch|cn|co|com|de|dev|edu|eu|fr|gov|info|io|jp|net|org|uk|us';
const looksLikeAddress = new RegExp(`^(?:https?://|www\\.)|^[\\w-]+(?:\\.[\\w-]+)*\\.(?:${endings})(?=$|[/:?#])`, 'i');

/** Whether the words of a link look like an address of another host than the link leads to. */
export function isDeceptive(words: string, href: string): boolean {
  const text = words.trim();
  if (/\s/.test(text) || !looksLikeAddress.test(text)) return false;
  const said = hostOf(completeAddress(text) ?? '');
  const real = hostOf(href);
  return said !== null && said !== real && !real?.endsWith(`.${said}`);
}

function parsed(href: string): URL | null {
  return URL.canParse(href) ? new URL(href) : null;
}

function hostOf(href: string): string | null {
  return parsed(href)?.hostname.replace(/^www\./, '') ?? null;
}
