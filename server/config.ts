// The configuration: environment variables, read once. A wrong value is an error whose sentence names the variable and
// says what it may be.

import { resolve } from 'node:path';
import { z } from 'zod';
import { weakness } from './auth/keys.ts';
import { isBasePath } from './gate/base-path.ts';
import type { Reach } from './gate/origin.ts';
import type { PairFiles } from './tls/pair.ts';

const secret = z.string().superRefine((text, context) => {
  const message = weakness(text);
  if (message !== null) context.addIssue({ code: 'custom', message });
});

const example = 'postgres://user:password@db.example.org/quire';
const percent = 'has a % that encodes no character: write %25 for a % in the password';

const port = z
  .string()
  .regex(/^\d{1,5}$/, 'must be a whole number from 0 to 65535')
  .transform(Number)
  .refine((port) => port <= 65535, 'must be a whole number from 0 to 65535');

const file = z
  .string()
  .min(1, 'must name a file')
  .refine((text) => !/-----BEGIN|\n/.test(text), 'must name a file, and not hold what belongs into it');

const variables = z
  .object({
    HOST: z.string().min(1, 'must name an address, such as 127.0.0.1').default('127.0.0.1'),
    PORT: port.default(3000),
    TLS_CERT: file.optional(),
    TLS_KEY: file.optional(),
    REDIRECT_PORT: port.optional(),
    DATA_DIR: z.string().min(1, 'must name a directory').default('./data'),
    DATABASE_URL: z
      .string()
      .refine(isDatabase, `must be the address of a PostgreSQL database, such as ${example}`)
      .refine(canBeDecoded, percent)
      .optional(),
    REDIS_URL: z
      .url({ protocol: /^rediss?$/, error: 'must be the address of a Redis server, such as redis://cache.example.org' })
      .refine(canBeDecoded, percent)
      .optional(),
    ALLOWED_ORIGINS: z
      .string()
      .default('')
      .transform((list) =>
        list
          .split(',')
          .map((origin) => origin.trim())
          .filter((origin) => origin !== ''),
      )
      .refine((origins) => origins.every(isOrigin), 'must be origins with commas between, such as https://example.org'),
    TRUST_PROXY: z
      .string()
      .regex(/^(\d|10)$/, 'must be the number of proxies in front of the server, from 0 to 10')
      .transform(Number)
      .default(0),
    BASE_PATH: z
      .string()
      .default('')
      .transform((path) => path.replace(/\/$/, ''))
      .refine(isBasePath, 'must be a path that the server does not use itself, such as /quire'),
    AUTH: z.enum(['open', 'token'], 'must be open or token').default('open'),
    SECRET: secret.optional(),
    ADMIN_KEY: secret.optional(),
    JWKS_URL: z
      .url({ protocol: /^https?$/, error: 'must be the address of a key set, such as https://example.org/jwks.json' })
      .optional(),
    ACCEPT_LOSS: z.enum(['0', '1'], 'must be 1 to start without what is damaged, or 0').default('0'),
    LOG_LEVEL: z
      .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
        error: 'must be one of fatal, error, warn, info, debug, trace, silent',
      })
      .default('info'),
  })
  .superRefine(({ PORT, TLS_CERT, TLS_KEY, REDIRECT_PORT }, context) => {
    const refuse = (name: string, message: string) => context.addIssue({ code: 'custom', path: [name], message });
    if (TLS_CERT !== undefined && TLS_KEY === undefined) refuse('TLS_KEY', 'must name a file when TLS_CERT does');
    if (TLS_KEY !== undefined && TLS_CERT === undefined) refuse('TLS_CERT', 'must name a file when TLS_KEY does');
    if (REDIRECT_PORT === undefined) return;
    if (TLS_CERT === undefined && TLS_KEY === undefined) {
      refuse('REDIRECT_PORT', 'must not be set without TLS_CERT and TLS_KEY: the server then speaks no HTTPS');
    }
    if (REDIRECT_PORT === PORT && PORT !== 0) refuse('REDIRECT_PORT', 'must be another port than PORT');
  })
  .superRefine(({ AUTH, SECRET, ADMIN_KEY, JWKS_URL, DATABASE_URL, REDIS_URL }, context) => {
    const idle = Object.entries({ SECRET, ADMIN_KEY, JWKS_URL }).find(([, value]) => value !== undefined)?.[0];
    // An operator who sets one of these expects that strangers are kept out.
    if (AUTH === 'open' && idle) {
      context.addIssue({ code: 'custom', path: ['AUTH'], message: `must be token when ${idle} is set` });
    }
    if (REDIS_URL !== undefined && DATABASE_URL === undefined) {
      const message = 'must be set when REDIS_URL is: Redis joins servers that share a PostgreSQL database';
      context.addIssue({ code: 'custom', path: ['DATABASE_URL'], message });
    }
    if (REDIS_URL !== undefined && AUTH === 'token') {
      for (const [name, key] of Object.entries({ SECRET, ADMIN_KEY })) {
        const message = 'must be set when REDIS_URL is: all servers need the same';
        if (key === undefined) context.addIssue({ code: 'custom', path: [name], message });
      }
    }
    if (SECRET !== undefined && SECRET === ADMIN_KEY) {
      context.addIssue({ code: 'custom', path: ['ADMIN_KEY'], message: 'must not be the same as SECRET' });
    }
  });

/** The names of all variables that the server reads. */
export const variableNames: readonly string[] = Object.keys(variables.shape);

/** The address of a Unix socket has no host: that is a parameter. */
function isDatabase(text: string): boolean {
  const address = URL.canParse(text) ? new URL(text) : null;
  return address !== null && /^postgres(ql)?:$/.test(address.protocol) && address.pathname.length > 1;
}

/** Whether everything in an address can be decoded, as drivers do with its user, password and path. */
function canBeDecoded(address: string): boolean {
  try {
    decodeURIComponent(address);
    return true;
  } catch {
    return false;
  }
}

function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text;
}

export interface Config extends Reach {
  /** The address to listen on. */
  readonly host: string;
  /** 0 to 65535; 0 takes any free port. */
  readonly port: number;
  /** The certificate and key with which the server speaks HTTPS; null for plain HTTP. */
  readonly tls: PairFiles | null;
  /** The port on which plain HTTP is redirected to HTTPS; null for none. */
  readonly redirectPort: number | null;
  /** An absolute path. */
  readonly dataDir: string;
  /** The PostgreSQL database for documents and files; null for SQLite in `dataDir`. */
  readonly database: URL | null;
  /** The Redis server that joins several servers of the same database; null for one server alone. */
  readonly redis: URL | null;
  /** `open`: every client may read and write. `token`: a client may do what its token says. */
  readonly auth: 'open' | 'token';
  /** Signs tokens and share links; undefined lets the server make one. */
  readonly secret: string | undefined;
  /** A request with this key may make tokens; undefined lets the server make one. */
  readonly adminKey: string | undefined;
  /** The address of the host application's key set (JWKS_URL), or null. */
  readonly keySet: URL | null;
  /** Whether to put damaged files of the store aside and start without them. */
  readonly acceptLoss: boolean;
  readonly logLevel: string;
}

/** Whether only this machine can reach a server that listens on `host`. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** Reads the configuration. Throws an Error whose message has one sentence, on a line, for each wrong variable. */
export function readConfig(environment: Record<string, string | undefined>): Config {
  const result = variables.safeParse(environment);
  if (!result.success) throw new Error(result.error.issues.map((issue) => sentence(issue, environment)).join('\n'));
  const {
    HOST,
    PORT,
    TLS_CERT,
    TLS_KEY,
    REDIRECT_PORT,
    DATA_DIR,
    DATABASE_URL,
    REDIS_URL,
    ALLOWED_ORIGINS,
    TRUST_PROXY,
    BASE_PATH,
    AUTH,
    SECRET,
    ADMIN_KEY,
    JWKS_URL,
  } = result.data;
  return {
    host: HOST,
    port: PORT,
    tls: TLS_CERT === undefined || TLS_KEY === undefined ? null : { cert: resolve(TLS_CERT), key: resolve(TLS_KEY) },
    redirectPort: REDIRECT_PORT ?? null,
    dataDir: resolve(DATA_DIR),
    database: DATABASE_URL === undefined ? null : new URL(DATABASE_URL),
    redis: REDIS_URL === undefined ? null : new URL(REDIS_URL),
    allowedOrigins: new Set(ALLOWED_ORIGINS),
    proxies: TRUST_PROXY,
    // Where no token is needed, a page whose owner points its name at the server could write, unless TLS proves names.
    ownNamesOnly: (AUTH === 'open' || isLoopback(HOST)) && TRUST_PROXY === 0 && TLS_CERT === undefined,
    basePath: BASE_PATH,
    secure: TLS_CERT !== undefined && TRUST_PROXY === 0,
    auth: AUTH,
    secret: SECRET,
    adminKey: ADMIN_KEY,
    keySet: JWKS_URL === undefined ? null : new URL(JWKS_URL),
    acceptLoss: result.data.ACCEPT_LOSS === '1',
    logLevel: result.data.LOG_LEVEL,
  };
}

const secrets = ['SECRET', 'ADMIN_KEY', 'TLS_KEY', 'DATABASE_URL', 'REDIS_URL'];

/** The sentence for one wrong variable. The server prints the sentence, so no secret may stand in it. */
function sentence({ path, message }: z.core.$ZodIssue, environment: Record<string, string | undefined>): string {
  const name = String(path[0]);
  const value = environment[name];
  const isShown = value !== undefined && !secrets.includes(name);
  return `${name} ${message}${isShown ? `, not ${JSON.stringify(value)}` : ''}.`;
}
