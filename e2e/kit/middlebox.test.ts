// What a middlebox withholds, and that it withholds nothing else.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { test, type TestContext } from 'node:test';
import { Middlebox, type Withheld } from './middlebox.ts';

/**
 * A middlebox to a server that answers `/now`, and everything else by what it was asked, in two parts. The second part
 * waits for its release.
 */
async function blocked(t: TestContext, withheld: Withheld) {
  const releases: (() => void)[] = [];
  const answerBy = async (incoming: IncomingMessage, answer: ServerResponse) => {
    if (incoming.url === '/now') return void answer.end('now');
    answer.write(`${incoming.method} ${incoming.headers.upgrade ?? '-'} ${await text(incoming)}`);
    releases.push(() => answer.end('!'));
  };
  const server = createServer((incoming, answer) => void answerBy(incoming, answer));
  server.on('upgrade', (_request, socket: Socket) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: test\r\n\r\nhello');
    socket.on('error', () => {}).pipe(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const middlebox = await Middlebox.start(() => (server.address() as AddressInfo).port, withheld);
  t.after(() => {
    middlebox.close();
    server.close().closeAllConnections();
  });
  const ask = (method: string, body: string, headers = {}, path = '/') => {
    const { port } = middlebox;
    return request({ host: '127.0.0.1', port, method, headers, path, agent: false }).end(body);
  };
  const answerTo = async (method: string, body: string, headers = {}) => {
    const [response] = await once(ask(method, body, headers), 'response');
    for (const release of releases) release();
    return [response.statusCode, await text(response)];
  };
  return { middlebox, ask, answerTo, releases };
}

const upgrade = { connection: 'upgrade', upgrade: 'test' };

test('upgrades become requests as others, and answers pass as they come', async (t) => {
  const { answerTo } = await blocked(t, 'upgrade');
  assert.deepEqual(await answerTo('GET', '', upgrade), [200, 'GET - !']);
  assert.deepEqual(await answerTo('PUT', 'body'), [200, 'PUT - body!']);
});

test('without streaming, an answer begins to come when it is whole', async (t) => {
  const { ask, releases } = await blocked(t, 'streaming');
  const asked = ask('POST', 'body');
  const coming = once(asked, 'response');
  while (releases.length === 0) await new Promise((resolve) => setImmediate(resolve));
  let came = false;
  asked.on('response', () => (came = true));
  const [other] = await once(ask('GET', '', {}, '/now'), 'response');
  assert.deepEqual([await text(other), came], ['now', false]);
  releases[0]!();
  const [response] = await coming;
  assert.equal(await text(response), 'POST - body!');
});

test('everything but GET and POST is refused, until that is over', async (t) => {
  const { middlebox, answerTo } = await blocked(t, 'everything but GET and POST');
  assert.deepEqual(await answerTo('PATCH', 'body'), [403, '']);
  assert.deepEqual(await answerTo('GET', '', upgrade), [403, '']);
  assert.deepEqual(await answerTo('POST', 'body'), [200, 'POST - body!']);
  middlebox.lift();
  assert.deepEqual(await answerTo('PATCH', 'body'), [200, 'PATCH - body!']);
});

test('an upgrade hangs before its answer, or after it', async (t) => {
  for (const withheld of ['answers to upgrades', 'frames'] as const) {
    const { middlebox, ask, answerTo } = await blocked(t, withheld);
    const asked = ask('GET', '', upgrade);
    asked.on('error', () => {});
    let came = '';
    if (withheld === 'frames') {
      const [, socket] = (await once(asked, 'upgrade')) as [unknown, Socket];
      socket.on('error', () => {}).on('data', (data) => (came += data));
      socket.write('hello?');
    } else asked.on('response', () => (came += 'an answer')).on('upgrade', () => (came += 'an upgrade'));
    assert.deepEqual(await answerTo('POST', 'body'), [200, 'POST - body!'], 'the rest passes meanwhile');
    assert.deepEqual([came, middlebox.hung], ['', 1]);
  }
});
