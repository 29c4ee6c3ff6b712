// AUTH=token on real sockets: nothing without permission but a close code, and the end of a connection whose permission
// ends.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type TestContext, test } from 'node:test';
import * as decoding from 'lib0/decoding';
import { notAllowed, tokenRequired } from '../../auth/access.ts';
import type { Answer } from '../answer.ts';
import { CloseCode } from '../../../protocol/close-codes.ts';
import { encodeToken, MessageType, type Notice, subprotocol, type Welcome } from '../../../protocol/messages.ts';
import { client, handshake, join, raw } from '../client.ts';
import { startServer, type TestServer, until } from '../server.ts';

const SECRET = 'k9wQz4Vb1xR7tYp3LmN8cJd6HfGs2A0e';
const ADMIN_KEY = 'Zx81mQpLr5TnWc7VbYk3DhJf0SgA9eU2';

async function openServer(t: TestContext) {
  const server = await startServer(t, { env: { AUTH: 'token', SECRET, ADMIN_KEY }, logLevel: 'trace' });
  const ask = async (method: string, path: string, bearer: string, body: object): Promise<Answer> => {
    const address = `http://127.0.0.1:${server.port}/api/${path}`;
    const response = await fetch(address, {
      method,
      headers: { Authorization: `Bearer ${bearer}` },
      body: JSON.stringify(body),
    });
    assert.ok(response.ok, `${method} ${path}: ${response.status}`);
    return response.status === 204 ? ({} as Answer) : ((await response.json()) as Answer);
  };
  const mint = (documents: object, more: object = {}) =>
    ask('POST', 'tokens', ADMIN_KEY, { sub: 'ada', name: 'Ada', documents, ...more });
  return { server, ask, mint, admin: (await mint({ '*': 'admin' })).token as string };
}

/** A quire.1 client, with the Welcome and the Notices that it got. */
async function quire(t: TestContext, { address }: TestServer, document: string, token: string) {
  const socket = new WebSocket(`${address}/${document}`, [subprotocol, `bearer.${token}`]);
  t.after(() => socket.close());
  socket.binaryType = 'arraybuffer';
  const received: (Welcome | Notice)[] = [];
  let code: number | null = null;
  socket.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => {
    const decoder = decoding.createDecoder(new Uint8Array(data));
    const type = decoding.readVarUint(decoder);
    if (type === MessageType.welcome || type === MessageType.notice) {
      received.push(JSON.parse(decoding.readVarString(decoder)));
    }
  };
  socket.onclose = (event) => (code = event.code);
  await once(socket, 'open');
  await until(() => received.length > 0);
  return { socket, received, closed: () => code };
}

test('[AUTH1] without permission there is a close code alone, the same whether the document exists', async (t) => {
  const { server, ask, mint, admin } = await openServer(t);
  await ask('POST', 'documents', admin, { name: 'plan' });
  const { token: reader } = await mint({ 'team/*': 'read' });
  const { token: ended } = await mint({ '*': 'admin' }, { expiresIn: 1 });
  const { token: elsewhere } = await mint({ other: 'admin' });
  const access = `http://127.0.0.1:${server.port}/api/documents/plan/access`;
  // Until the token has expired:
  while ((await fetch(access, { headers: { Authorization: `Bearer ${ended}` } })).status !== 401);
  const answerTo = async (document: string, token?: string, headers?: string) => {
    const path = token === undefined ? document : `${document}?token=${token}`;
    const { status, frames, closeCode, closeReason } = await join(t, server, path, headers);
    await until(() => frames().length > 0);
    return { status, frames: frames().length, code: closeCode(), reason: closeReason() };
  };
  const refused = (code: CloseCode, reason: string) => ({ status: 101, frames: 1, code, reason });
  for (const token of [undefined, '', 'nonsense', ended, `${admin}x`]) {
    for (const document of ['plan', 'nothing']) {
      const answer = await answerTo(document, token);
      assert.deepEqual(answer, refused(CloseCode.unauthorized, tokenRequired), `${document} ${token}`);
    }
  }
  for (const document of ['plan', 'nothing']) {
    assert.deepEqual(await answerTo(document, elsewhere), refused(CloseCode.forbidden, notAllowed));
  }
  assert.equal((await answerTo('team/nothing', reader)).code, CloseCode.notFound, 'a reader may know');
  assert.equal((await answerTo('plan', admin)).code, null);
  assert.equal((await answerTo('plan', undefined, `Sec-WebSocket-Protocol: quire.1, bearer.${admin}\r\n`)).code, null);
  for (const token of [reader, ended, elsewhere, admin]) {
    assert.ok(!server.output().includes(token), 'no log holds a token');
  }
  assert.ok(server.output().includes('the server rejected an upgrade'));
});

test('[AUTH1] a request that is no WebSocket gets the HTTP status of the same meaning', async (t) => {
  const { server, mint } = await openServer(t);
  const { token } = await mint({ other: 'read' });
  for (const [path, status] of [
    ['plan', 401],
    ['plan?token=nonsense', 401],
    [`plan?token=${token}`, 403],
    [`other?token=${token}`, 404],
    ['a//b', 400],
  ] as const) {
    const request = handshake(`/collab/${path}`).replace('Upgrade: websocket', 'Upgrade: h2c');
    assert.match(await raw(server, request), new RegExp(`^HTTP/1.1 ${status} `), path);
  }
});

test('[AUTH1] a stock client whose token is no good is told so, and stops', async (t) => {
  const { server, mint, admin } = await openServer(t);
  const { token: elsewhere } = await mint({ other: 'admin' });
  const { token: reader } = await mint({ '*': 'read' });
  for (const [token, code] of [
    [undefined, CloseCode.unauthorized],
    [`${admin}x`, CloseCode.unauthorized],
    [elsewhere, CloseCode.forbidden],
    [reader, CloseCode.notFound],
  ] as const) {
    const stranger = client(t, server, 'plan', token === undefined ? {} : { token });
    stranger.text.insert(0, 'Hello');
    await until(() => stranger.closed() !== null);
    assert.deepEqual([stranger.closed(), stranger.provider.shouldConnect], [code, false]);
    assert.ok(!stranger.provider.synced);
  }
});

test('the server never chooses the token as the subprotocol, unless it is the only offer', async (t) => {
  const { server, admin } = await openServer(t);
  for (const [offered, chosen] of [
    [`bearer.${admin}, quire.1`, 'quire.1'],
    [`bearer.${admin}, mine`, 'mine'],
    [`bearer.${admin}`, `bearer.${admin}`],
  ]) {
    const { answer } = await join(t, server, 'plan', `Sec-WebSocket-Protocol: ${offered}\r\n`);
    assert.equal(/^Sec-WebSocket-Protocol: (.*)\r$/m.exec(answer())?.[1], chosen);
  }
});

test('[AUTH2] [AUTH4] a stock client writes with a token in params; a reader that writes reads on', async (t) => {
  const { server, mint, admin } = await openServer(t);
  const ada = client(t, server, 'plan', { token: admin });
  const eve = client(t, server, 'plan', {
    token: (await mint({ plan: 'read' }, { sub: 'eve', name: 'Eve' })).token,
  });
  eve.provider.disconnect();
  await until(() => ada.provider.synced);
  eve.provider.connect(); // the document exists now
  ada.text.insert(0, 'Hello');
  await until(() => eve.text.toString() === 'Hello');
  eve.awareness.setLocalState({ name: 'Ada', user: { name: 'Ada' } });
  await until(() => ada.awareness.getStates().has(eve.doc.clientID));
  const { name, user } = ada.awareness.getStates().get(eve.doc.clientID)!;
  assert.deepEqual([name, user], ['Eve', { name: 'Eve', id: 'eve' }], 'the name is the one of the token');
  eve.text.insert(0, 'Goodbye. ');
  eve.text.insert(0, 'And again: ');
  await until(() => server.output().includes('a client that may only read wrote'));
  ada.text.insert(5, ' world');
  await until(() => eve.text.toString().endsWith('Hello world'));
  assert.equal(ada.text.toString(), 'Hello world');
  assert.equal(eve.closed(), null);
});

test('[AUTH3] a changed or withdrawn link takes effect for guests that send nothing', async (t) => {
  const { server, ask, admin } = await openServer(t);
  await ask('POST', 'documents', admin, { name: 'plan' });
  const link = await ask('POST', 'documents/plan/links', admin, { role: 'read' });
  const response = await fetch(`http://127.0.0.1:${server.port}/api/tokens`, {
    method: 'POST',
    body: JSON.stringify({ link: link.secret, name: 'Ben' }),
  });
  const { token } = (await response.json()) as Answer;
  const ben = await quire(t, server, 'plan', token);
  const welcome = ben.received[0] as Welcome;
  assert.deepEqual([welcome.role, welcome.user?.name, welcome.user?.guest], ['read', 'Ben (guest)', true]);
  await ask('PATCH', `documents/plan/links/${link.id}`, admin, { role: 'write' });
  await until(() => ben.received.length > 1);
  const notice = ben.received[1] as Extract<Notice, { type: 'role' }>;
  assert.deepEqual([notice.type, notice.role], ['role', 'write']);
  await ask('DELETE', `documents/plan/links/${link.id}`, admin, {});
  await until(() => ben.closed() !== null);
  assert.equal(ben.closed(), CloseCode.forbidden);
});

test('[AUTH3] a revocation closes connections: of a token, of a user, of a user in a document', async (t) => {
  const { server, ask, mint } = await openServer(t);
  for (const [revocation, code] of [
    ['token', CloseCode.unauthorized],
    ['user', CloseCode.unauthorized],
    ['document', CloseCode.forbidden],
  ] as const) {
    const { token, id } = await mint({ plan: 'write' }, { sub: 'ben' });
    const [ben, stock] = [await quire(t, server, 'plan', token), client(t, server, 'plan', { token })];
    await until(() => stock.provider.synced);
    const body = { token: { token: id }, user: { user: 'ben' }, document: { user: 'ben', document: 'plan' } }[
      revocation
    ];
    await ask('POST', 'revocations', ADMIN_KEY, body);
    await until(() => ben.closed() !== null && stock.closed() !== null);
    assert.deepEqual([ben.closed(), stock.closed()], [code, code], revocation);
  }
});

test('[AUTH3] an expired token closes its connection; a connection with a newer token stays', async (t) => {
  const { server, mint } = await openServer(t);
  const { token } = await mint({ plan: 'write' }, { expiresIn: 3 });
  const [ada, ben] = [await quire(t, server, 'plan', token), await quire(t, server, 'plan', token)];
  assert.equal((ada.received[0] as Welcome).expiresIn, 3);
  const renewed = await mint({ plan: 'write' }, { expiresIn: 100 });
  ada.socket.send(new Uint8Array(encodeToken(renewed.token)));
  await until(() => ada.received.length > 1);
  assert.equal((ada.received[1] as Welcome).expiresIn, 100);
  await until(() => ben.closed() !== null);
  assert.equal(ben.closed(), CloseCode.unauthorized);
  assert.equal(ada.closed(), null);
});

test('an upgrade with the longest token in its address succeeds', async (t) => {
  const { server, mint } = await openServer(t);
  const documents = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`${i}/${'x'.repeat(80)}`, 'read']));
  const { token } = await mint({ ...documents, plan: 'write' });
  assert.ok(token.length > 7_500 && token.length <= 8_192, String(token.length));
  assert.equal((await join(t, server, `plan?token=${token}`)).status, 101);
});
