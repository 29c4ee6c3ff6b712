// Tokens: JSON Web Tokens (RFC 7519), signed with SECRET (HS256) or, where JWKS_URL is given, with one of the keys that
// are published there. What a token says is one thing, what it still allows is asked anew each time: see grants.ts.

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
import type { Issued, Grants } from './grants.ts';

/** All that those who publish keys may sign with; never a key that both sides know. */
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

/** What a new token is to say. */
export type NewToken = Pick<Claims, 'sub' | 'name' | 'color' | 'link'> & Partial<Pick<Claims, 'documents'>>;

export interface MintedToken {
  readonly token: string;
  /** The `jti` claim. */
  readonly id: string;
}

export class Tokens implements Authority {
  readonly #secret: Uint8Array;
  readonly #published: JWTVerifyGetKey | null;
  readonly #grants: Grants;
  readonly #clock: Clock;

  /** `secret` is the key for HS256, `published` the address of a JSON Web Key Set (RFC 7517) or null. */
  constructor(secret: Uint8Array, published: URL | null, grants: Grants, clock: Clock) {
    this.#secret = secret;
    this.#published = published && createRemoteJWKSet(published, { timeoutDuration: limits.keySetTime });
    this.#grants = grants;
    this.#clock = clock;
  }

  /** Makes a token that ends in `expiresIn` seconds. */
  async mint({ sub, ...says }: NewToken, expiresIn: number): Promise<MintedToken> {
    // with its fraction, so that a revocation in the same second knows before from after
    const now = this.#clock.date() / 1000;
    const id = randomUUID();
    const token = await new SignJWT(says)
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

  /** What a token says that was signed by whom we trust and has not ended; null for any other. */
  async #verify(token: string): Promise<JWTPayload | null> {
    const options = { currentDate: new Date(this.#clock.date()), requiredClaims: ['sub', 'exp'] };
    const algorithm = algorithmOf(token);
    try {
      if (algorithm === 'HS256') {
        return (await jwtVerify(token, this.#secret, { ...options, algorithms: ['HS256'] })).payload;
      }
      if (algorithm === null || this.#published === null) return null;
      return (await jwtVerify(token, this.#published, { ...options, algorithms: publicKeyAlgorithms })).payload;
    } catch (error) {
      if (isOfTheToken(error)) return null;
      throw new Error(`the keys that tokens are signed with cannot be had: ${(error as Error).message}`);
    }
  }
}

/** The algorithm that a token names; null when it is no token at all. */
function algorithmOf(token: string): string | null {
  try {
    return decodeProtectedHeader(token).alg ?? null;
  } catch {
    return null;
  }
}

/** Whether it was the token that was wrong. Otherwise the published keys could not be fetched or read. */
function isOfTheToken(error: unknown): boolean {
  if (error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid) return false;
  // which is an answer that is no key set
  return error instanceof errors.JOSEError && error.code !== 'ERR_JOSE_GENERIC';
}

class TokenIdentity implements Identity {
  readonly user: User;
  readonly expiresAt: number;
  readonly #claims: Claims;
  readonly #issued: Issued;
  readonly #grants: Grants;
  readonly #roles = new Map<string, Role | null>();

  constructor(claims: Claims, grants: Grants) {
    this.user = userOf(claims);
    this.expiresAt = claims.exp * 1000;
    this.#claims = claims;
    this.#issued = { token: claims.jti ?? null, user: claims.sub, issuedAt: claims.iat * 1000 };
    this.#grants = grants;
  }

  isRevoked(): boolean {
    return this.#grants.isRevoked(this.#issued);
  }

  roleIn(document: string): Role | null {
    if (this.#grants.isRevoked(this.#issued, document)) return null;
    const { link } = this.#claims;
    if (link === undefined) return this.#claimed(document);
    const grant = this.#grants.grantOf(link);
    return grant?.document === document ? grant.role : null;
  }

  /** What the claims say, which never changes: a session asks at each message. */
  #claimed(document: string): Role | null {
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

  get newNames(): string | null {
    return this.#claims.link === undefined ? writablePrefix(this.#claims.documents) : null;
  }
}
