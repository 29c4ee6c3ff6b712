// For tests: X.509 certificates for servers of this machine. Node reads certificates and makes none, so the bytes are
// put together here (RFC 5280, in DER), with keys on the curve P-256.

import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';

export interface TestCertificate {
  /** The certificate, in PEM. */
  readonly cert: string;
  /** Its key, in PEM. */
  readonly key: string;
}

export interface CertificateOptions {
  /** The common name, which tells certificates of tests apart. */
  readonly name: string;
  /** Who signs; by default the certificate signs itself. */
  readonly issuer?: TestCertificate & { readonly name: string };
  /** Milliseconds since 1970. */
  readonly from?: number;
  readonly until?: number;
}

const day = 86_400_000;

/** A certificate for 127.0.0.1 and localhost, which may sign others. */
export function makeCertificate(options: CertificateOptions): TestCertificate & { readonly name: string } {
  const { name, issuer, from = Date.now() - day, until = Date.now() + day } = options;
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const body = sequence(
    der(0xa0, integer([2])), // version 3
    integer([1, ...randomBytes(8)]),
    ecdsaWithSha256,
    nameOf(issuer?.name ?? name),
    sequence(timeOf(from), timeOf(until)),
    nameOf(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(mayBeIssuer, ownNames)),
  );
  const signature = sign('sha256', body, issuer?.key ?? key);
  const whole = sequence(body, ecdsaWithSha256, der(0x03, Buffer.from([0]), signature));
  const lines = whole.toString('base64').replaceAll(/.{1,64}/g, '$&\n');
  return { name, key, cert: `-----BEGIN CERTIFICATE-----\n${lines}-----END CERTIFICATE-----\n` };
}

/** One value: its tag, its length and its content. */
function der(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(contents);
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const sequence = (...contents: readonly Uint8Array[]): Buffer => der(0x30, ...contents);
const integer = (bytes: readonly number[]): Buffer => der(0x02, Buffer.from(bytes));
const identifier = (...bytes: readonly number[]): Buffer => der(0x06, Buffer.from(bytes));
const octets = (content: Uint8Array): Buffer => der(0x04, content);

const ecdsaWithSha256 = sequence(identifier(0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2));

/** A name with nothing but a common name. */
const nameOf = (name: string): Buffer =>
  sequence(der(0x31, sequence(identifier(0x55, 4, 3), der(0x0c, Buffer.from(name)))));

/** A time as 20260131120000Z. */
const timeOf = (time: number): Buffer =>
  der(0x18, Buffer.from(`${new Date(time).toISOString().replaceAll(/\D/g, '').slice(0, 14)}Z`));

const yes = der(0x01, Buffer.from([255]));
const mayBeIssuer = sequence(identifier(0x55, 0x1d, 0x13), yes, octets(sequence(yes)));
const ownNames = sequence(
  identifier(0x55, 0x1d, 0x11),
  octets(sequence(der(0x82, Buffer.from('localhost')), der(0x87, Buffer.from([127, 0, 0, 1])))),
);
