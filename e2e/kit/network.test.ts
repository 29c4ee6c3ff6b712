// A person's line: bytes pass unchanged, late when it is slow, never when it is frozen, and not at all when it is cut.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { test, type TestContext } from 'node:test';
import { Line } from './network.ts';

/** A line to a server that sends back what it gets, and a way to connect over it. */
async function lineToEcho(t: TestContext) {
  const echo = createServer((socket) => socket.on('error', () => {}).pipe(socket)).listen(0, '127.0.0.1');
  await once(echo, 'listening');
  const line = new Line(() => (echo.address() as AddressInfo).port);
  await line.listen();
  t.after(async () => {
    await line.close();
    echo.close();
  });
  const join = async (): Promise<Socket> => {
    const socket = connect(Number(new URL(line.url).port), '127.0.0.1');
    await once(socket, 'connect');
    return socket;
  };
  return { line, join };
}

/** What comes until the other side has ended. */
async function all(socket: Socket): Promise<string> {
  let text = '';
  for await (const chunk of socket) text += chunk;
  return text;
}

const long = Array.from({ length: 100_000 }, (_, i) => i).join();

test('an open line passes everything in order, and the end of it', async (t) => {
  const { join } = await lineToEcho(t);
  const socket = await join();
  socket.end(long);
  assert.equal(await all(socket), long);
});

test('a slow line takes its time both ways and changes nothing', async (t) => {
  const { line, join } = await lineToEcho(t);
  line.slow({ latencyMs: 40, bytesPerSecond: 10_000_000 });
  const socket = await join();
  const begun = performance.now();
  socket.end(long);
  assert.equal(await all(socket), long);
  assert.ok(performance.now() - begun >= 80);
});

test('a cut line resets its connections and every new one until it is restored', async (t) => {
  const { line, join } = await lineToEcho(t);
  const before = await join();
  line.cut();
  await assert.rejects(once(before, 'data'), { code: 'ECONNRESET' });
  await assert.rejects(async () => once(await join(), 'data'), { code: 'ECONNRESET' });
  line.restore();
  const after = await join();
  after.end('back');
  assert.equal(await all(after), 'back');
});

test('a network that cuts idle connections leaves those on which something passes, until it is restored', async (t) => {
  const { line, join } = await lineToEcho(t);
  await line.block('idle');
  const [idle, busy] = [await join(), await join()];
  const talk = setInterval(() => busy.write('.'), 100);
  await assert.rejects(once(idle, 'data'), { code: 'ECONNRESET' });
  clearInterval(talk);
  const young = await join();
  line.restore();
  for (const socket of [busy, young]) socket.end('!');
  assert.deepEqual([(await all(busy)).replaceAll('.', ''), await all(young)], ['!', '!']);
});

test('a frozen line passes nothing and tells nobody; what waited arrives when it is restored', async (t) => {
  const { line, join } = await lineToEcho(t);
  const [old, young] = [await join(), (line.freeze(), await join())];
  for (const socket of [old, young]) socket.end('late');
  const first = Promise.race([once(old, 'readable'), once(young, 'readable')]);
  const quiet = new Promise((resolve) => setTimeout(resolve, 100, 'quiet'));
  assert.equal(await Promise.race([first, quiet]), 'quiet');
  line.restore();
  assert.deepEqual(await Promise.all([all(old), all(young)]), ['late', 'late']);
});
