// By what right a page is let into a document: an account's token, a share link, or nothing. An account comes first;
// only when the server refuses that is the link used. Pure: what was tried and how it went comes in, what to do next
// goes out.

/** What a page could show the server. */
export interface Keys {
  /** A token that speaks for a person wherever they go. */
  readonly account: string | null;
  /** The secret of a link to this document; it is exchanged for a token that speaks for a guest. */
  readonly link: string | null;
}

/** What is shown. A server that asks for nothing takes `nobody`. */
export type CredentialKind = 'account' | 'link' | 'nobody';

/**
 * Why a way does not lead in. `locked`: it takes a key, and none was shown. `unauthorized`: the token ended, or is no
 * longer valid. `forbidden`: it does not open this document. `unlinked`: the link is not, or no longer, valid.
 * `notFound`: it would open the document, but there is none.
 */
export type AuthFailure = 'locked' | 'unauthorized' | 'forbidden' | 'unlinked' | 'notFound';

/** The way to try next, when those in `refused` have been tried; null when none is left. */
export function nextCredential(
  { account, link }: Keys,
  refused: ReadonlyMap<CredentialKind, AuthFailure>,
): CredentialKind | null {
  if (account !== null && !refused.has('account')) return 'account';
  if (link !== null && !refused.has('link')) return 'link';
  return refused.has('nobody') ? null : 'nobody';
}

/** What to tell when no way is left: why the last key that there was did not fit. */
export function reasonOf(refused: ReadonlyMap<CredentialKind, AuthFailure>): AuthFailure {
  return refused.get('link') ?? refused.get('account') ?? refused.get('nobody') ?? 'locked';
}

/** What the fragment of an address brings. */
export interface Fragment {
  readonly token: string | null;
  readonly link: string | null;
  /** The fragment as it may stay in the address: without the token, which nobody should bookmark or send on. */
  readonly rest: string;
}

/** Reads `#token=…` and `#link=…`, in any order, beside whatever else there is. */
export function readFragment(hash: string): Fragment {
  const parts = hash.replace(/^#/, '').split('&');
  const rest = parts.filter((part) => !part.startsWith('token=')).join('&');
  return { token: valueIn(parts, 'token'), link: valueIn(parts, 'link'), rest: rest === '' ? '' : `#${rest}` };
}

function valueIn(parts: readonly string[], name: string): string | null {
  const part = parts.find((part) => part.startsWith(`${name}=`));
  if (part === undefined) return null;
  try {
    return decodeURIComponent(part.slice(name.length + 1)) || null;
  } catch {
    return null; // a percent sign that escapes nothing
  }
}

/** Whether two tokens speak for the same person; what cannot be read speaks for nobody. */
export function sameAccount(token: string, other: string): boolean {
  const subject = subjectOf(token);
  return token === other || (subject !== null && subject === subjectOf(other));
}

function subjectOf(token: string): string | null {
  try {
    const claims = atob((token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/'));
    return String((JSON.parse(claims) as { sub?: unknown }).sub ?? '') || null;
  } catch {
    return null;
  }
}

/** When a token that lasts so long, in seconds, is to be replaced: early enough for a second attempt. */
export function renewAfter(expiresIn: number): number {
  return expiresIn * 800; // milliseconds: at four fifths
}
