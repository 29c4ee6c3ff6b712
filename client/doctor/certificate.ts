// The certificate of an address, as a client of TLS sees it. For Node.js alone: a page cannot see certificates.

import { once } from 'node:events';
import { isIP } from 'node:net';
import { connect } from 'node:tls';
import { messageOf } from '../../protocol/error-message.ts';
import { isOnlyHere } from './only-here.ts';
import { judgeCertificate, type Verdict } from './verdicts.ts';

/** How long the handshake may take, in milliseconds. */
const handshakeTime = 10_000;

/** Judges the TLS of `url`. */
export async function examineCertificate(url: URL): Promise<Verdict> {
  if (url.protocol === 'http:') return { type: isOnlyHere(url) ? 'onlyHere' : 'noTls' };
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const servername = isIP(host) === 0 ? { servername: host } : {};
  const socket = connect({ host, port: Number(url.port || 443), ...servername });
  try {
    await once(socket, 'secureConnect', { signal: AbortSignal.timeout(handshakeTime) });
    return judgeCertificate(Date.parse(socket.getPeerCertificate().valid_to), Date.now());
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'CERT_HAS_EXPIRED') return { type: 'certificateEnds', days: -1 };
    const isCertificate = /CERT|SELF_SIGNED|ERR_TLS/.test(code);
    return isCertificate ? { type: 'certificateRefused', reason: messageOf(error) } : { type: 'notTried' };
  } finally {
    socket.destroy();
  }
}
