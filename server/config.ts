// The environment, read once. A wrong value is refused with a sentence that names the variable and says what it may be.

import { resolve } from 'node:path';
import { z } from 'zod';
import type { Reach } from './origin.ts';

const variables = z.object({
  HOST: z.string().min(1, 'must name an address, such as 127.0.0.1').default('127.0.0.1'),
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, 'must be a whole number from 0 to 65535')
    .transform(Number)
    .refine((port) => port <= 65535, 'must be a whole number from 0 to 65535')
    .default(3000),
  DATA_DIR: z.string().min(1, 'must name a directory').default('./data'),
  ALLOWED_ORIGINS: z
    .string()
    .default('')
    .transform((list) => list.split(',').map((origin) => origin.trim()).filter((origin) => origin !== ''))
    .refine((origins) => origins.every(isOrigin), 'must be origins with commas between, such as https://example.org'),
  TRUST_PROXY: z
    .string()
    .regex(/^(\d|10)$/, 'must be the number of proxies in front of the server, from 0 to 10')
    .transform(Number)
    .default(0),
  AUTH: z.literal('open', 'must be open').default('open'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      error: 'must be one of fatal, error, warn, info, debug, trace, silent',
    })
    .default('info'),
});

function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text;
}

export interface Config extends Reach {
  /** The address to listen on. */
  readonly host: string;
  /** 0 to 65535; 0 means any that is free. */
  readonly port: number;
  /** An absolute path. */
  readonly dataDir: string;
  /** Who may read and write: `open` means whoever reaches the server. */
  readonly auth: 'open';
  readonly logLevel: string;
}

/** Whether only this machine itself can reach a server that listens on `host`. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** Reads the configuration from environment variables. Throws an Error whose message is one sentence a wrong variable. */
export function readConfig(environment: Record<string, string | undefined>): Config {
  const result = variables.safeParse(environment);
  if (!result.success) {
    const sentences = result.error.issues.map(({ path, message }) => {
      const name = String(path[0]);
      return `${name} ${message}, not ${JSON.stringify(environment[name])}.`;
    });
    throw new Error(sentences.join('\n'));
  }
  const { HOST, PORT, DATA_DIR, ALLOWED_ORIGINS, TRUST_PROXY, AUTH, LOG_LEVEL } = result.data;
  return {
    host: HOST,
    port: PORT,
    dataDir: resolve(DATA_DIR),
    allowedOrigins: new Set(ALLOWED_ORIGINS),
    proxies: TRUST_PROXY,
    local: isLoopback(HOST) && TRUST_PROXY === 0,
    auth: AUTH,
    logLevel: LOG_LEVEL,
  };
}
