import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DoctorPlaces } from '../gate/doctor-places.ts';
import { limits } from '../limits/limits.ts';
import { TestClock } from '../testing/clock.ts';
import { doctorRoutes } from './doctor.ts';

test('[DOCTOR1] a stream whose doctor is not heard ends after its time, and gives its place back', async () => {
  const clock = new TestClock();
  const places = new DoctorPlaces();
  const reach = { allowedOrigins: new Set<string>(), proxies: 0, ownNamesOnly: true, basePath: '' };
  const after = (delay: number, act: () => void) => clock.after(delay, act);
  const routes = doctorRoutes({ places, reach, tell: () => {}, after });
  const incoming = { headers: {}, socket: { remoteAddress: '192.0.2.1' } };
  const response = await routes.request('/', { headers: { accept: 'text/event-stream' } }, { incoming });
  const others = Array.from({ length: limits.doctorRequestsPerAddress - 1 }, () => places.take('192.0.2.1'));
  assert.ok(!others.includes(null));
  await clock.advance(limits.streamWait - 1);
  assert.ok(places.isFull('192.0.2.1'));
  await clock.advance(1);
  assert.ok(!places.isFull('192.0.2.1'));
  assert.match(await response.text(), /^data: \{"stream":".+"\}\n\ndata: \{"heard":false,"waited":\d+\}\n\n$/);
});
