// Which credential a page shows to the server: an account's token, a share link, or none. The account comes first; the
// link is used only when the server rejects the account. Pure: results of attempts come in, the next step goes out.

/** The credentials that a device has for one document. */
export interface Keys {
  /** A token of a person, for every document. */
  readonly account: string | null;
  /** The secret of a share link to this document. The server exchanges it for a guest's token. */
  readonly link: string | null;
}

/** Where a page keeps its keys. */
export interface KeyStore {
  keysOf(document: string): Keys;
  /** Forgets an account token that the server rejected, unless another token has replaced it. */
  dropAccount(token: string): void;
  /** Calls `listener` whenever keys may have changed. The result ends that. */
  subscribe(listener: () => void): () => void;
}

/** `nobody` stands for no credential: a server with AUTH=open needs none. */
export type CredentialKind = 'account' | 'link' | 'nobody';

/**
 * Why a credential does not open the document:
 *
 * - `locked`: the server needs a credential, and there is none.
 * - `unauthorized`: the token has expired or is not valid.
 * - `forbidden`: the token does not open this document.
 * - `unlinked`: the link is not valid, or no longer.
 * - `notFound`: the token would open the document, but there is no such document.
 */
export type AuthFailure = 'locked' | 'unauthorized' | 'forbidden' | 'unlinked' | 'notFound';

/** The credential to try after those in `rejected`; null when none is left. */
export function nextCredential(
  { account, link }: Keys,
  rejected: ReadonlyMap<CredentialKind, AuthFailure>,
): CredentialKind | null {
  if (account !== null && !rejected.has('account')) return 'account';
  if (link !== null && !rejected.has('link')) return 'link';
  return rejected.has('nobody') ? null : 'nobody';
}

/** The failure to report when no credential is left: that of the last key, rather than `locked`. */
export function reportedFailure(rejected: ReadonlyMap<CredentialKind, AuthFailure>): AuthFailure {
  return rejected.get('link') ?? rejected.get('account') ?? rejected.get('nobody') ?? 'locked';
}

/** The keys in the fragment of an address. */
export interface Fragment {
  readonly token: string | null;
  readonly link: string | null;
  /** The fragment without the token, which must not be bookmarked or sent on; empty, or with its `#`. */
  readonly rest: string;
}

/**
 * Reads `#token=…` and `#link=…`, in any order, beside any other parts.
 *
 *     readFragment('#link=x&token=y&page=2') // { token: 'y', link: 'x', rest: '#link=x&page=2' }
 */
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

/** Whether two tokens (RFC 7519) have the same `sub`. A token that cannot be read equals only itself. */
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

/**
 * When to renew a token that lasts `expiresIn` seconds, in milliseconds: at four fifths of its lifetime, which leaves
 * time for a second attempt.
 */
export function renewalDelay(expiresIn: number): number {
  return expiresIn * 800;
}
