// A server that speaks HTTPS by itself: real handshakes over real sockets.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { renameSync, writeFileSync } from 'node:fs';
import { connect as connectTcp, createServer, type Socket } from 'node:net';
import { join as joinPath } from 'node:path';
import { type TestContext, test } from 'node:test';
import { connect, type ConnectionOptions, getCACertificates, setDefaultCACertificates, type TLSSocket } from 'node:tls';
import { CloseCode } from '../../../protocol/close-codes.ts';
import { encodeSyncStep1 } from '../../../protocol/messages.ts';
import { limits } from '../../limits/limits.ts';
import { makeCertificate } from '../certificates.ts';
import { client, closeCode, frame, handshake, raw, socket, stillServes, synced } from '../client.ts';
import { runServer, startServer, temporaryDirectory, type TestServer, until } from '../server.ts';

/** What the clients of this file trust: `fetch` and WebSockets take no certificates. */
const authority = makeCertificate({ name: 'authority' });
setDefaultCACertificates([...getCACertificates('default'), authority.cert]);

/** Files with a pair, and a function that renews them as programs for that do. */
function pairFiles(t: TestContext, name = 'first') {
  const directory = temporaryDirectory(t);
  const [TLS_CERT, TLS_KEY] = ['cert.pem', 'key.pem'].map((file) => joinPath(directory, file)) as [string, string];
  const write = (file: string, text: string) => {
    writeFileSync(`${file}.new`, text);
    renameSync(`${file}.new`, file);
  };
  const renew = (name: string) => {
    const { cert, key } = makeCertificate({ name, issuer: authority });
    write(TLS_CERT, cert);
    write(TLS_KEY, key);
  };
  renew(name);
  return { env: { TLS_CERT, TLS_KEY }, renew, write };
}

/** A TLS connection, and what it received. */
async function secure(t: TestContext, { port }: Pick<TestServer, 'port'>, options: ConnectionOptions = {}) {
  const connection = connect({ port, host: '127.0.0.1', ...options });
  t.after(() => connection.destroy());
  let received = '';
  connection.on('data', (data: Buffer) => (received += data.toString('latin1')));
  await once(connection, 'secureConnect');
  connection.on('error', () => {});
  return { connection, received: () => received };
}

const nameOf = (connection: TLSSocket) => connection.getPeerCertificate().subject.CN;

/** The name in the certificate that a new connection gets. */
async function servedName(t: TestContext, server: TestServer): Promise<string> {
  const { connection } = await secure(t, server);
  connection.end();
  return String(nameOf(connection));
}

const redirectPort = ({ output }: Pick<TestServer, 'output'>) =>
  Number(/Plain HTTP on port (\d+) is redirected/.exec(output())?.[1]);

test('with a certificate the server speaks HTTPS and WebSockets on its port, and says where', async (t) => {
  const server = await startServer(t, { env: pairFiles(t).env });
  const { port } = server;
  const said = `listening on https://127.0.0.1:${port}, for Yjs clients on wss://127.0.0.1:${port}/collab\n`;
  assert.ok(server.output().includes(said), server.output());
  const home = await fetch(`https://localhost:${port}/healthz`);
  assert.deepEqual([home.status, await home.text()], [200, 'ok\n']);
  assert.equal(home.headers.get('strict-transport-security'), null, 'for its own machine');
  await stillServes(t, server);
  const made = (origin: string) =>
    fetch(`https://127.0.0.1:${port}/api/documents`, { method: 'POST', headers: { origin }, body: '{}' });
  assert.equal((await made(`https://127.0.0.1:${port}`)).status, 201);
  assert.equal((await made(`http://127.0.0.1:${port}`)).status, 403, 'a page of plain HTTP is another site');
});

test('a handshake agrees on HTTP/1.1 and on TLS 1.2 or 1.3, and on nothing older', async (t) => {
  const server = await startServer(t, { env: pairFiles(t).env });
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    const limited = { minVersion: version, maxVersion: version, ALPNProtocols: ['h2', 'http/1.1'] };
    const { connection } = await secure(t, server, limited);
    assert.deepEqual([connection.getProtocol(), connection.alpnProtocol], [version, 'http/1.1']);
  }
  const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
  await assert.rejects(secure(t, server, old), { code: 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION' });
});

test('a chain in the file goes to the client', async (t) => {
  const between = makeCertificate({ name: 'between', issuer: authority });
  const { cert, key } = makeCertificate({ name: 'own', issuer: between });
  const { env, write } = pairFiles(t);
  write(env.TLS_CERT, cert + between.cert);
  write(env.TLS_KEY, key);
  const server = await startServer(t, { env });
  assert.equal((await fetch(`https://127.0.0.1:${server.port}/healthz`)).status, 200);
});

test('a renewed certificate is served without a restart, and open connections live on', async (t) => {
  const { env, renew, write } = pairFiles(t);
  const server = await startServer(t, { env });
  const ada = client(t, server, 'plan');
  await synced(ada);
  const kept = await secure(t, server);

  write(env.TLS_KEY, makeCertificate({ name: 'stray' }).key);
  server.process.kill('SIGHUP');
  await until(() => server.output().includes('goes on with the certificate and key that it has'));
  assert.match(server.output(), /TLS_KEY is not the key of the certificate in TLS_CERT/);
  assert.equal(await servedName(t, server), 'first');

  renew('second');
  server.process.kill('SIGHUP');
  await until(() => server.output().includes('uses the certificate now in TLS_CERT'));
  assert.equal(await servedName(t, server), 'second');
  kept.connection.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await until(() => kept.received().includes('ok\n'));
  assert.equal(nameOf(kept.connection), 'first');
  ada.text.insert(0, 'Bread');
  const ben = client(t, server, 'plan');
  await until(() => ben.text.toJSON() === 'Bread');
  assert.equal(ada.closed(), null);

  renew('third'); // nobody says so
  await until(() => server.output().split('uses the certificate now in TLS_CERT').length === 3);
  assert.equal(await servedName(t, server), 'third');
  assert.ok(!server.output().includes('PRIVATE'));
});

// Without the limit Node waits 120 s for a handshake: the test's own limit is below that.
test(
  '[LIMIT5] a TLS handshake that stalls is dropped, and so is a silent connection after one',
  { timeout: 100_000 },
  async (t) => {
    const server = await startServer(t, { env: pairFiles(t).env });
    const hello = await clientHello();
    const connections = ['', hello.subarray(0, 40), hello].map((bytes) => {
      const connection = connectTcp(server.port, '127.0.0.1');
      t.after(() => connection.destroy());
      connection.on('error', () => {}).resume();
      connection.write(bytes);
      return connection;
    });
    const drip = connectTcp(server.port, '127.0.0.1');
    drip.on('error', () => {}).resume();
    let sent = 0;
    const dripping = setInterval(() => drip.write(hello.subarray(sent, ++sent)), 100);
    t.after(() => (clearInterval(dripping), drip.destroy()));
    const silent = await secure(t, server);
    await Promise.all([...connections, drip, silent.connection].map((connection) => once(connection, 'close')));
    assert.ok(sent < hello.length, 'the handshake was still under way');
    await stillServes(t, server);
  },
);

/** The first bytes of a handshake. */
async function clientHello(): Promise<Buffer> {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address() as { port: number };
  const dialling = connect({ port, host: '127.0.0.1' });
  dialling.on('error', () => {});
  const [accepted] = (await once(listener, 'connection')) as [Socket];
  const [bytes] = (await once(accepted, 'data')) as [Buffer];
  dialling.destroy();
  accepted.destroy();
  listener.close();
  return bytes;
}

test('[LIMIT3] a peer over TLS that does not read is dropped, and the others go on', async (t) => {
  const server = await startServer(t, { env: pairFiles(t).env });
  const ada = client(t, server, 'plan');
  await synced(ada);
  ada.text.insert(0, 'x'.repeat(8 * 1024 * 1024));
  const ben = client(t, server, 'plan');
  await until(() => ben.text.length === ada.text.length);
  const { connection, received } = await secure(t, server);
  connection.write(handshake('/collab/plan'));
  await until(() => received().includes(' 101 '));
  connection.pause();
  const question = frame(2, encodeSyncStep1(new Uint8Array([0])));
  for (let i = 0; i < limits.questionsAtOnce; i++) connection.write(question);
  await until(() => server.output().includes('reads too slowly'));
  ada.text.insert(0, 'Hello');
  await until(() => ben.text.toString().startsWith('Hello'));
  assert.deepEqual([ada.closed(), ben.closed()], [null, null]);
});

test('plain HTTP on the port of TLS gets nothing, and the log says what to do', async (t) => {
  const server = await startServer(t, { env: pairFiles(t).env });
  for (let i = 0; i < 3; i++) {
    assert.equal(await raw(server, 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'), '');
  }
  await until(() => server.output().includes('plain HTTP came to PORT'));
  assert.equal(server.output().split('plain HTTP came to PORT').length, 2);
});

test('REDIRECT_PORT answers plain HTTP with the same address on https, and nothing else', async (t) => {
  const server = await startServer(t, { env: { ...pairFiles(t).env, REDIRECT_PORT: '0' } });
  await until(() => redirectPort(server) > 0);
  const port = redirectPort(server);
  const ask = async (method: string, path: string, body?: string) => {
    const init = { method, redirect: 'manual', ...(body !== undefined && { body }) } as const;
    const { status, headers } = await fetch(`http://127.0.0.1:${port}${path}`, init);
    return [status, headers.get('location'), headers.get('connection'), headers.get('cache-control')];
  };
  const to = (path: string) => [308, `https://127.0.0.1:${server.port}${path}`, 'close', 'no-store'];
  assert.deepEqual(await ask('GET', '/d/team%2Fplan?a=b'), to('/d/team%2Fplan?a=b'));
  assert.deepEqual(await ask('HEAD', '//evil.test/'), to('//evil.test/'));
  assert.deepEqual(await ask('POST', '/api/documents', '{}'), to('/api/documents'));
  const followed = await fetch(`http://127.0.0.1:${port}/api/documents`, { method: 'POST', body: '{}' });
  assert.equal(followed.status, 201);

  const said = (request: string) => raw({ port } as TestServer, request);
  for (const [request, status] of [
    ['GET / HTTP/1.1\r\n\r\n', 400],
    ['GET / HTTP/1.0\r\n\r\n', 400],
    ['GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.test\r\n\r\n', 400],
    ['GET / HTTP/1.1\r\nHost: a/b\r\n\r\n', 400],
    ['GET http://evil.test/ HTTP/1.1\r\nHost: localhost\r\n\r\n', 400],
    ['GET / HTTP/1.1\r\nHost: quire.test\r\n\r\n', 308],
    [handshake('/collab/plan'), 308],
    ['POST / HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n', 308],
    [`GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(limits.headerBytes)}\r\n\r\n`, 431],
  ] as const) {
    assert.equal(Number((await said(request)).split(' ')[1]), status, request.slice(0, 60));
  }
  await stillServes(t, server);
});

test('a server that others reach, and that redirects plain HTTP, tells browsers to use https alone', async (t) => {
  const env = { ...pairFiles(t).env, HOST: '0.0.0.0', PORT: '0', DATA_DIR: temporaryDirectory(t), REDIRECT_PORT: '0' };
  const { output } = runServer(t, env);
  const listening = /listening on https:\/\/0\.0\.0\.0:(\d+)/;
  await until(() => listening.test(output()));
  const { connection, received } = await secure(t, { port: Number(listening.exec(output())![1]) });
  connection.write('GET /healthz HTTP/1.1\r\nHost: quire.test\r\n\r\n');
  await until(() => received().includes('ok\n'));
  assert.match(received(), new RegExp(`^strict-transport-security: max-age=${limits.strictTransport}\r$`, 'im'));
});

test('a shutdown closes WebSockets over TLS with 1012, and ends', async (t) => {
  const server = await startServer(t, { env: { ...pairFiles(t).env, REDIRECT_PORT: '0' } });
  const ada = client(t, server, 'plan');
  await synced(ada);
  ada.text.insert(0, 'Bread');
  const code = closeCode(await socket(t, server));
  assert.equal(await server.stop('SIGTERM'), 0);
  assert.equal(await code, CloseCode.restarting);
  assert.equal(ada.closed(), CloseCode.restarting);
});

test('a pair that cannot be used, and a port in use, are a sentence at the start', async (t) => {
  const { env, write } = pairFiles(t);
  const server = await startServer(t, { env });
  for (const [more, sentence] of [
    [{ TLS_KEY: env.TLS_CERT }, /^TLS_KEY must name a file with a private key in PEM .*\.\n$/],
    [{ TLS_CERT: '/nowhere' }, /^TLS_CERT must name a file that the server can read; the system says ENOENT\.\n$/],
    [{ REDIRECT_PORT: String(server.port) }, /^REDIRECT_PORT \d+ is in use on 127\.0\.0\.1: stop .*\.\n$/],
  ] as const) {
    const { process, output } = runServer(t, { DATA_DIR: temporaryDirectory(t), PORT: '0', ...env, ...more });
    const [code] = (await once(process, 'close')) as [number];
    assert.equal(code, 1);
    assert.match(output(), sentence);
  }
  const expired = makeCertificate({ name: 'expired', from: 0, until: 1 });
  write(env.TLS_CERT, expired.cert);
  write(env.TLS_KEY, expired.key);
  const late = await startServer(t, { env });
  await until(() => late.output().includes('The certificate in TLS_CERT expired on 1970-01-01'));
});
