// /collab/~doctor over HTTP: what a doctor needs to find out from outside what proxies do to requests. Everybody may
// ask, so nothing here is kept, all that takes time takes a place, and no answer tells more than the proxies' count.

import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { type Context, Hono } from 'hono';
import { addressOf, forwardedTo } from '../gate/address.ts';
import { doctorRetry, type DoctorPlaces } from '../gate/doctor-places.ts';
import type { Reach } from '../gate/origin.ts';
import { limits } from '../limits/limits.ts';
import type * as api from '../../protocol/api.ts';
import { claimedAddress, type StreamEvent } from '../../protocol/doctor.ts';
import { allowBodyTime } from '../gate/body-time.ts';
import { requireAllowedOrigin, type TellRefusal } from './origin.ts';
import { problem } from './problem.ts';

export interface DoctorDeps {
  readonly places: DoctorPlaces;
  readonly reach: Reach;
  readonly tell: TellRefusal;
  /** Calls `act` after `delay` milliseconds; the result cancels that. */
  readonly after: (delay: number, act: () => void) => () => void;
}

type Asked = Context<{ Bindings: { incoming: IncomingMessage } }>;

export function doctorRoutes({
  places,
  reach,
  tell,
  after,
}: DoctorDeps): Hono<{ Bindings: { incoming: IncomingMessage } }> {
  const server = randomUUID();
  const streams: Streams = new Map();
  /** Answers with what `act` gives, if there is a place. `act` gives the place back when all is done. */
  const inPlace = (context: Asked, act: (leave: () => void) => Response | Promise<Response>) => {
    const leave = places.take(addressOf(context.env.incoming, reach.proxies));
    if (leave !== null) return act(leave);
    context.header('Retry-After', String(doctorRetry));
    return problem(context, 429, 'Too many at once', 'Too many doctors ask at once. Try again in a minute.');
  };
  return new Hono<{ Bindings: { incoming: IncomingMessage } }>()
    .use(requireAllowedOrigin(reach, tell))
    .get('/', (context) => {
      context.header('Cache-Control', 'no-store, no-transform');
      const wantsStream = context.req.header('accept')?.includes('text/event-stream') ?? false;
      if (wantsStream) return inPlace(context, streamEvents(context, streams, after));
      return context.json<api.DoctorFacts>(factsOf(context.env.incoming, server, places, reach));
    })
    .post('/', (context) => {
      const stream = context.req.query('stream');
      if (stream !== undefined) return hear(context, streams, stream);
      return inPlace(context, (leave) => takeBody(context).finally(leave));
    });
}

function factsOf(request: IncomingMessage, server: string, places: DoctorPlaces, { proxies }: Reach): api.DoctorFacts {
  const forwarded = forwardedTo(request);
  const counted = forwarded.at(-proxies) ?? '';
  return {
    server,
    time: new Date().toISOString(),
    secure: (request.socket as Partial<TLSSocket>).encrypted === true,
    trusted: proxies,
    added: forwarded.length - 1 - forwarded.lastIndexOf(claimedAddress),
    // Not the other end of the connection: that may be a machine that only insiders know.
    address: proxies > 0 && isIP(counted) ? counted : null,
    busy: places.isFull(addressOf(request, proxies)),
  };
}

/** The streams that wait for their doctors, by their ids. */
type Streams = Map<string, () => void>;

/** One event at once, and another when the doctor has the first. Its headers are those of a session's stream. */
const streamEvents = (context: Asked, streams: Streams, after: DoctorDeps['after']) => (leave: () => void) => {
  const stream = randomUUID();
  const start = performance.now();
  let end = () => {};
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const send = (event: StreamEvent) =>
        controller.enqueue(new TextEncoder().encode(`data: ${JSON.stringify(event)}\n\n`));
      const finish = (heard: boolean) => {
        end();
        send({ heard, waited: Math.round(performance.now() - start) });
        controller.close();
      };
      const cancelTimer = after(limits.streamWait, () => finish(false));
      end = () => {
        cancelTimer();
        streams.delete(stream);
        leave();
      };
      streams.set(stream, () => finish(true));
      send({ stream });
    },
    cancel: () => end(),
  });
  return context.body(body, 200, { 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' });
};

/** The doctor has the first event of a stream. */
function hear(context: Asked, streams: Streams, stream: string): Response {
  const heard = streams.get(stream);
  if (heard === undefined) return problem(context, 404, 'No such stream', 'This server has no stream of this id.');
  heard();
  return context.body(null, 204);
}

/** Counts the bytes of the body, and keeps none of them. */
async function takeBody(context: Asked): Promise<Response> {
  const tooLarge = () =>
    problem(context, 413, 'Body too large', `A doctor sends at most ${limits.doctorBytes} bytes at once.`);
  if (Number(context.req.header('content-length') ?? 0) > limits.doctorBytes) return tooLarge();
  allowBodyTime(context.env.incoming, limits.doctorTime);
  let bytes = 0;
  for await (const { length } of context.req.raw.body ?? []) {
    bytes += length;
    if (bytes > limits.doctorBytes) return tooLarge();
  }
  return context.json<api.DoctorReceipt>({ bytes }, 200, { 'Cache-Control': 'no-store' });
}
