// What a doctor asks the real server over HTTP: nothing is kept, everything is bounded, and no answer tells too much.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DoctorFacts } from '../../../protocol/api.ts';
import { doctorFacts } from '../../../protocol/api.ts';
import { claimedAddress, doctorPath } from '../../../protocol/doctor.ts';
import { limits } from '../../limits/limits.ts';
import { startServer, type TestServer } from '../server.ts';

const ask = ({ port }: TestServer, init: RequestInit = {}, path = doctorPath) =>
  fetch(`http://127.0.0.1:${port}${path}`, init);

/** The facts of a request with these addresses in X-Forwarded-For. */
async function factsFor(server: TestServer, ...addresses: string[]): Promise<DoctorFacts> {
  const headers = new Headers(addresses.map((address) => ['x-forwarded-for', address]));
  return doctorFacts.strict().parse(await (await ask(server, { headers })).json());
}

test('[DOCTOR3] the facts count what proxies added, and name only addresses that the request brought', async (t) => {
  const start = (TRUST_PROXY: string) => startServer(t, { env: { TRUST_PROXY, AUTH: 'token' } });
  const servers = await Promise.all(['0', '1', '2'].map(start));
  for (const [proxies, addresses, added, address] of [
    [0, [], 0, null],
    [0, [claimedAddress], 0, null],
    [0, [claimedAddress, '10.0.0.1'], 1, null],
    [1, [], 0, null],
    [1, [claimedAddress], 0, claimedAddress],
    [1, [claimedAddress, '198.51.100.7'], 1, '198.51.100.7'],
    [1, ['198.51.100.7'], 1, '198.51.100.7'],
    [1, [claimedAddress, 'no address'], 1, null],
    [2, [claimedAddress, '198.51.100.7', '10.0.0.1'], 2, '198.51.100.7'],
    [2, ['198.51.100.7'], 1, null],
  ] as const) {
    const { server: _, time: __, ...facts } = await factsFor(servers[proxies]!, ...addresses);
    assert.deepEqual(facts, { added, address, trusted: proxies, secure: false, busy: false });
  }
  const ids = await Promise.all([...servers, ...servers].map((server) => factsFor(server)));
  assert.equal(new Set(ids.map(({ server }) => server)).size, servers.length, 'each process has one id');
});

test('[DOCTOR1] bodies, streams and the origin of who asks', async (t) => {
  const server = await startServer(t, { env: { AUTH: 'token', BASE_PATH: '/quire' } });

  const taken = await ask(server, { method: 'POST', body: Buffer.alloc(limits.doctorBytes) }, `/quire${doctorPath}`);
  assert.deepEqual([taken.status, await taken.json()], [200, { bytes: limits.doctorBytes }]);
  const tooLarge = Buffer.alloc(limits.doctorBytes + 1);
  assert.equal((await ask(server, { method: 'POST', body: tooLarge })).status, 413);
  const pieces = new Blob([tooLarge]).stream(); // without its length before it
  assert.equal((await ask(server, { method: 'POST', body: pieces, duplex: 'half' } as RequestInit)).status, 413);
  const foreign = await ask(server, { method: 'POST', headers: { origin: 'http://evil.test' } });
  assert.equal(foreign.status, 403);
  assert.equal((await ask(server, { method: 'PUT' })).status, 405);

  const streams = { headers: { accept: 'text/event-stream' } };
  const open = await Promise.all(Array.from({ length: limits.doctorRequestsPerAddress }, () => ask(server, streams)));
  const refused = await ask(server, streams);
  assert.deepEqual([refused.status, refused.headers.get('retry-after')], [429, '30']);
  assert.equal((await ask(server, { method: 'POST' })).status, 429);
  assert.equal((await factsFor(server)).busy, true);
  const [first, ...others] = open;
  assert.equal(first!.headers.get('content-type'), 'text/event-stream');
  assert.equal(first!.headers.get('x-accel-buffering'), 'no');
  await Promise.all(others.map(({ body }) => body!.cancel()));
  const reader = first!.body!.pipeThrough(new TextDecoderStream()).getReader();
  const [, stream] = /^data: \{"stream":"(.+)"\}\n\n$/.exec((await reader.read()).value!)!;
  assert.equal((await ask(server, { method: 'POST' }, `${doctorPath}?stream=${stream}`)).status, 204);
  assert.match((await reader.read()).value!, /^data: \{"heard":true,"waited":\d+\}\n\n$/);
  assert.equal((await reader.read()).done, true);
  assert.equal((await ask(server, { method: 'POST' }, `${doctorPath}?stream=${stream}`)).status, 404);
  while ((await factsFor(server)).busy); // a client that hangs up gives its place back
});
