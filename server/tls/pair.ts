// The certificate of TLS_CERT and its key of TLS_KEY, from their files to a pair that a server can use. What cannot be
// used is an error with a sentence for the operator. No sentence has a part of a file, or of TLS_KEY, which somebody
// may have set to the key itself.

import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import { messageOf } from '../../protocol/error-message.ts';

/** The names of two files in PEM. */
export interface PairFiles {
  /** The certificate, and behind it those that lead from it to an authority that browsers know. */
  readonly cert: string;
  readonly key: string;
}

/** What the two files hold. */
export interface PairTexts {
  readonly cert: string;
  readonly key: string;
}

export interface Pair extends PairTexts {
  readonly certificate: X509Certificate;
}

/** Reads both files. Throws an Error with a sentence when one of them cannot be read. */
export async function readTexts(files: PairFiles): Promise<PairTexts> {
  const [cert, key] = await Promise.all([readText('TLS_CERT', files.cert), readText('TLS_KEY', files.key)]);
  return { cert, key };
}

/** The pair in two texts. Throws an Error with a sentence when they are none that a server can use. */
export function pairOf({ cert, key }: PairTexts): Pair {
  const certificate = certificateIn(cert);
  if (!certificate.checkPrivateKey(keyIn(key))) {
    const order = 'The first certificate of TLS_CERT has to be that of the server; those of its authorities follow.';
    throw new Error(`TLS_KEY is not the key of the certificate in TLS_CERT. ${order}`);
  }
  try {
    createSecureContext({ cert, key });
  } catch (error) {
    throw new Error(`TLS_CERT and TLS_KEY cannot be used: ${messageOf(error)}.`, { cause: error });
  }
  return { cert, key, certificate };
}

/** Why browsers refuse `certificate` at the time `now`, as a sentence; null when its dates are well. */
export function dateProblem({ validFromDate, validToDate }: X509Certificate, now: number): string | null {
  if (now > validToDate.getTime()) {
    return `The certificate in TLS_CERT expired on ${validToDate.toISOString()}. Browsers refuse it; renew it.`;
  }
  if (now < validFromDate.getTime()) {
    const start = validFromDate.toISOString();
    return `The certificate in TLS_CERT is valid only from ${start} on. Is the clock of this machine right?`;
  }
  return null;
}

async function readText(variable: string, file: string): Promise<string> {
  try {
    return await readFile(file, 'latin1'); // what matters in PEM is ASCII
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException; // the message would name the file
    throw new Error(`${variable} must name a file that the server can read; the system says ${code}.`, {
      cause: error,
    });
  }
}

function certificateIn(text: string): X509Certificate {
  try {
    if (text.includes('-----BEGIN')) return new X509Certificate(text);
  } catch {
    // The sentence below says the same of every text that holds no certificate.
  }
  throw new Error('TLS_CERT must name a file that begins with a certificate in PEM (-----BEGIN CERTIFICATE-----).');
}

function keyIn(text: string): KeyObject {
  try {
    return createPrivateKey(text);
  } catch (error) {
    const isLocked = /^-----BEGIN ENCRYPTED|^Proc-Type: 4,ENCRYPTED/m.test(text);
    const message = isLocked
      ? 'TLS_KEY must name a key without a password: `openssl pkey -in locked.pem -out key.pem` writes one.'
      : 'TLS_KEY must name a file with a private key in PEM (-----BEGIN PRIVATE KEY-----).';
    throw new Error(message, { cause: error });
  }
}
