// JSON Web Tokens (RFC 7519), signed with SECRET (HS256) or with a key of the set at JWKS_URL. The claims of a token
// never change; what the token still allows can change at any moment (grants.ts), and is asked each time.

import { randomUUID } from 'node:crypto';
import {
  createRemoteJWKSet,
  decodeProtectedHeader,
  errors,
  type JWTPayload,
  type JWTVerifyGetKey,
  jwtVerify,
  SignJWT,
} from 'jose';
import type { Clock } from '../clock.ts';
import { limits } from '../limits/limits.ts';
import type { Role, User } from '../../protocol/roles.ts';
import { type Authority, hasEnded, type Identity } from './authority.ts';
import { type Claims, claims as claimsSchema, roleFor, userOf, writablePrefix } from './claims.ts';
import type { IssuedToken, Grants } from './grants.ts';
import { messageOf } from '../../protocol/error-message.ts';

/** The algorithms of published keys. None is symmetric: a published key is no secret (RFC 8725, section 3.1). */
const publicKeyAlgorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];

/** The claims of a new token. */
export type NewToken = Pick<Claims, 'sub' | 'name' | 'color' | 'link'> & Partial<Pick<Claims, 'documents'>>;

export interface MintedToken {
  readonly token: string;
  /** The `jti` claim. */
  readonly id: string;
}

export class Tokens implements Authority {
  readonly #secret: Uint8Array;
  readonly #keySet: JWTVerifyGetKey | null;
  readonly #grants: Grants;
  readonly #clock: Clock;

  /** `secret` is the key for HS256, `keySet` the address of a JSON Web Key Set (RFC 7517) or null. */
  constructor(secret: Uint8Array, keySet: URL | null, grants: Grants, clock: Clock) {
    this.#secret = secret;
    this.#keySet = keySet && createRemoteJWKSet(keySet, { timeoutDuration: limits.keySetTime });
    this.#grants = grants;
    this.#clock = clock;
  }

  /** Makes a token that expires in `expiresIn` seconds. */
  async mint({ sub, ...claims }: NewToken, expiresIn: number): Promise<MintedToken> {
    // With its fraction: a revocation in the same second tells earlier tokens from later ones.
    const now = this.#clock.date() / 1000;
    const id = randomUUID();
    const token = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setSubject(sub)
      .setJti(id)
      .setIssuedAt(now)
      .setExpirationTime(now + expiresIn)
      .sign(this.#secret);
    return { token, id };
  }

  async identify(token: string | null): Promise<Identity | null> {
    if (token === null || token.length > limits.tokenLength) return null;
    const payload = await this.#verify(token);
    const claims = claimsSchema.safeParse(payload);
    if (!claims.success) return null;
    const identity = new TokenIdentity(claims.data, this.#grants);
    return hasEnded(identity, this.#clock.date()) ? null : identity;
  }

  /** The payload of a token with a trusted signature that has not expired; null for any other token. */
  async #verify(token: string): Promise<JWTPayload | null> {
    const options = { currentDate: new Date(this.#clock.date()), requiredClaims: ['sub', 'exp'] };
    const algorithm = algorithmOf(token);
    try {
      if (algorithm === 'HS256') {
        return (await jwtVerify(token, this.#secret, { ...options, algorithms: ['HS256'] })).payload;
      }
      if (algorithm === null || this.#keySet === null) return null;
      return (await jwtVerify(token, this.#keySet, { ...options, algorithms: publicKeyAlgorithms })).payload;
    } catch (error) {
      if (isFaultOfToken(error)) return null;
      throw new Error(`The key set at JWKS_URL cannot be fetched: ${messageOf(error)}`, { cause: error });
    }
  }
}

/** The algorithm in the header of a token; null when the text is no token. */
function algorithmOf(token: string): string | null {
  try {
    return decodeProtectedHeader(token).alg ?? null;
  } catch {
    return null;
  }
}

/** Whether the token is invalid. Otherwise the key set could not be fetched or read. */
function isFaultOfToken(error: unknown): boolean {
  if (error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid) return false;
  // jose's generic error stands for an answer that is no key set.
  return error instanceof errors.JOSEError && error.code !== 'ERR_JOSE_GENERIC';
}

class TokenIdentity implements Identity {
  readonly user: User;
  readonly expiresAt: number;
  readonly #claims: Claims;
  readonly #issued: IssuedToken;
  readonly #grants: Grants;
  readonly #roles = new Map<string, Role | null>();

  constructor(claims: Claims, grants: Grants) {
    this.user = userOf(claims);
    this.expiresAt = claims.exp * 1000;
    this.#claims = claims;
    this.#issued = { id: claims.jti ?? null, user: claims.sub, issuedAt: claims.iat * 1000 };
    this.#grants = grants;
  }

  isRevoked(): boolean {
    return this.#grants.isRevoked(this.#issued);
  }

  roleIn(document: string): Role | null {
    if (this.#grants.isRevoked(this.#issued, document)) return null;
    const { link } = this.#claims;
    if (link === undefined) return this.#claimedRole(document);
    const grant = this.#grants.grantOf(link);
    return grant?.document === document ? grant.role : null;
  }

  /** The role by the claims. It never changes, and each message asks for it, so the result is kept. */
  #claimedRole(document: string): Role | null {
    let role = this.#roles.get(document);
    if (role === undefined) this.#roles.set(document, (role = roleFor(this.#claims.documents, document)));
    return role;
  }

  get patterns(): readonly string[] {
    const { link, documents } = this.#claims;
    if (link === undefined) return Object.keys(documents);
    const grant = this.#grants.grantOf(link);
    return grant === null ? [] : [grant.document];
  }

  get newNamePrefix(): string | null {
    return this.#claims.link === undefined ? writablePrefix(this.#claims.documents) : null;
  }
}
