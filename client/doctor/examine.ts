// The checks: what the doctor asks the server through everything that stands in between, and how it judges the answers.
// What a browser and Node.js do in their own ways is handed in. No check throws: each ends with a verdict.

import type { DoctorFacts, DoctorReceipt } from '../../protocol/api.ts';
import { claimedAddress, doctorBytes, doctorPath, type StreamEvent } from '../../protocol/doctor.ts';
import { messageOf } from '../../protocol/error-message.ts';
import { subprotocol } from '../../protocol/messages.ts';
import { proxyFrom, type Proxy } from './remedies.ts';
import { type Check, checks, judgeAddresses, judgeClock, type Verdict } from './verdicts.ts';

/** What the platform does: a page in a browser, or the command line. */
export interface Platform {
  /** As `fetch`, in the name of a page of the server. */
  request(url: string, init?: RequestInit): Promise<Response>;
  /** As `new WebSocket`, in the same way. */
  openSocket(url: string, protocols: string[]): WebSocket;
  /** Judges the TLS of the address. A page knows only whether there is any. */
  examineTls(url: URL): Promise<Verdict>;
}

export interface ExaminationOptions {
  /** How long a WebSocket stays silent, in milliseconds; ninety seconds by default. */
  readonly idle?: number;
  /** Called with each verdict, as it comes. */
  tell(check: Check, verdict: Verdict): void;
  /** Called with the proxy that an answer names. */
  tellProxy?(proxy: Proxy): void;
}

/** How long the doctor waits for an answer, in milliseconds … */
const answerTime = 10_000;
/** … and for 16 MiB each way, which a line of 5 Mbit/s carries in a minute. */
const transferTime = 60_000;

/** The requests by which several servers are found: by chance, one of two gets all of them once in 2,000 times. */
const requestsForServers = 12;

const notTried: Verdict = { type: 'notTried' };

/**
 * Examines the server at `home`, the address of its home page.
 *
 *     await examine(new URL('https://docs.example.org/'), platform, { tell: show });
 */
export async function examine(
  home: URL,
  platform: Platform,
  { idle = 90_000, tell, tellProxy }: ExaminationOptions,
): Promise<void> {
  const url = new URL(home.pathname.replace(/\/$/, '') + doctorPath, home).href;
  const tls = platform.examineTls(home).then((verdict) => tell('tls', verdict));
  const reached = await reach(url, platform);
  tell('http', reached.verdict);
  if (reached.facts === null) {
    tellNotTried(
      checks.filter((check) => check !== 'tls' && check !== 'http'),
      tell,
    );
    return tls;
  }
  const { facts, proxy, start, end } = reached;
  if (proxy !== null) tellProxy?.(proxy);
  tell('addresses', judgeAddresses(facts, home.protocol === 'https:'));
  tell('clock', judgeClock(Date.parse(facts.time), start, end));
  const host = await examineHost(url, platform);
  tell('host', host);
  const mayWrite = host.type !== 'hostReplaced';
  tell('servers', await examineServers(url, platform));
  const idling = !mayWrite ? notIdling(tell) : await examineSocket(url, platform, idle, tell);
  tell('stream', mayWrite ? await examineStream(url, platform) : notTried);
  tell('body', mayWrite ? await examineBody(url, platform) : notTried);
  await Promise.all([tls, idling.verdict.then((verdict) => tell('idle', verdict))]);
}

function tellNotTried(unexamined: readonly Check[], tell: ExaminationOptions['tell']): void {
  for (const check of unexamined) tell(check, { type: 'notTried' });
}

interface Reached {
  readonly verdict: Verdict;
  readonly facts: DoctorFacts | null;
  readonly proxy: Proxy | null;
  /** The times of day, on this device, between which the server answered. */
  readonly start: number;
  readonly end: number;
}

/** Asks for the facts, and pretends to be another address, as a client can. */
async function reach(url: string, platform: Platform): Promise<Reached> {
  const headers = { 'x-forwarded-for': claimedAddress };
  const start = Date.now();
  const failed = (verdict: Verdict): Reached => ({ verdict, facts: null, proxy: null, start, end: start });
  try {
    const response = await platform.request(url, { headers, signal: AbortSignal.timeout(answerTime) });
    const end = Date.now();
    const facts = (await response.json().catch(() => null)) as Partial<DoctorFacts> | null;
    if (!response.ok || typeof facts?.server !== 'string') return failed({ type: 'notQuire', status: response.status });
    const verdict: Verdict = { type: 'reached', milliseconds: end - start };
    return { verdict, facts: facts as DoctorFacts, proxy: proxyFrom(response.headers.get('server')), start, end };
  } catch (error) {
    return failed({ type: 'unreachable', reason: reasonOf(error) });
  }
}

/** What a failed fetch says: Node.js tells the reason in the cause. */
function reasonOf(error: unknown): string {
  const { cause } = error as { cause?: unknown };
  return messageOf(cause instanceof Error && cause.message !== '' ? cause : error);
}

/** Whether the server takes what a page of its own sends, by the host that reaches it. */
async function examineHost(url: string, platform: Platform): Promise<Verdict> {
  const response = await post(url, platform, new Uint8Array(1));
  if (response?.status !== 403) return response === null ? notTried : { type: 'hostPassed' };
  const problem = (await response.json().catch(() => null)) as { detail?: unknown } | null;
  return { type: 'hostReplaced', detail: String(problem?.detail ?? '') };
}

/** Whether all requests for one path reach the same process. */
async function examineServers(url: string, platform: Platform): Promise<Verdict> {
  const servers = new Set<string>();
  const ask = async () => {
    const response = await platform.request(url, { signal: AbortSignal.timeout(answerTime) });
    servers.add(((await response.json()) as DoctorFacts).server);
  };
  for (let asked = 0; asked < requestsForServers; asked += 4) {
    await Promise.allSettled([ask(), ask(), ask(), ask()]);
  }
  return servers.size > 1 ? { type: 'severalServers', count: servers.size } : { type: 'oneServer' };
}

/** Whether the events of a stream come as the server sends them: the second waits for word that the first is there. */
async function examineStream(url: string, platform: Platform): Promise<Verdict> {
  try {
    const headers = { accept: 'text/event-stream' };
    const response = await platform.request(url, { headers, signal: AbortSignal.timeout(2 * answerTime) });
    if (response.status === 429) return { type: 'busy' };
    if (!response.ok || response.body === null) return { type: 'streamFails', status: response.status };
    for await (const event of eventsOf(response.body)) {
      if ('stream' in event) await confirmEvent(`${url}?stream=${event.stream}`, platform);
      else return event.heard ? { type: 'streamFlows' } : { type: 'streamHeldBack', seconds: event.waited / 1000 };
    }
  } catch {
    // A stream that breaks has failed.
  }
  return { type: 'streamFails', status: 0 };
}

/** The events of a stream, as they come. */
async function* eventsOf(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<StreamEvent> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader(); // not every browser iterates a stream
  let rest = '';
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    const events = (rest + piece.value).split('\n\n');
    rest = events.pop()!;
    for (const event of events) yield JSON.parse(event.replace(/^data: /, '')) as StreamEvent;
  }
}

/** Says that an event is there. Without affinity, the server that sent it is one of several that get the request. */
async function confirmEvent(url: string, platform: Platform): Promise<void> {
  for (let asked = 0; asked < requestsForServers; asked++) {
    const response = await platform.request(url, { method: 'POST', signal: AbortSignal.timeout(answerTime) });
    if (response.status === 204) return;
  }
}

/** Whether a body of 16 MiB arrives. */
async function examineBody(url: string, platform: Platform): Promise<Verdict> {
  const response = await post(url, platform, new Uint8Array(doctorBytes));
  if (response === null) return { type: 'bodyLost' };
  if (response.status === 429) return { type: 'busy' };
  if (!response.ok) return { type: 'bodyRefused', status: response.status };
  const receipt = (await response.json().catch(() => null)) as DoctorReceipt | null;
  return { type: receipt?.bytes === doctorBytes ? 'bodyFits' : 'bodyLost' };
}

/** Sends a body; null when there is no answer. */
async function post(url: string, platform: Platform, body: Uint8Array<ArrayBuffer>): Promise<Response | null> {
  const init = { method: 'POST', body, signal: AbortSignal.timeout(transferTime) };
  return platform.request(url, init).catch(() => null);
}

/** A silence that goes on while other things are examined, so that the doctor asks for two things at once at most. */
interface Idling {
  readonly verdict: Promise<Verdict>;
}

function notIdling(tell: ExaminationOptions['tell'], socket = notTried): Idling {
  tell('socket', socket);
  tell('frame', notTried);
  return { verdict: Promise.resolve(notTried) };
}

/** Whether a WebSocket opens and carries a large frame each way. Another stays silent meanwhile, and longer. */
async function examineSocket(
  url: string,
  platform: Platform,
  idle: number,
  tell: ExaminationOptions['tell'],
): Promise<Idling> {
  const open = () => openSocket(url.replace(/^http/, 'ws'), platform);
  const silent = await open();
  if (silent === null) return notIdling(tell, await whyClosed(url, platform));
  tell('socket', { type: silent.protocol === subprotocol ? 'socketOpens' : 'subprotocolLost' });
  const verdict = examineIdle(silent, idle);
  const socket = await open();
  tell('frame', socket === null ? notTried : await examineFrame(socket));
  return { verdict };
}

/** A WebSocket that is open; null when it does not open. */
function openSocket(url: string, platform: Platform): Promise<WebSocket | null> {
  return new Promise((resolve) => {
    const socket = platform.openSocket(url, [subprotocol]);
    socket.binaryType = 'arraybuffer';
    const timer = setTimeout(() => socket.close(), answerTime);
    const settle = (result: WebSocket | null) => {
      clearTimeout(timer);
      resolve(result);
    };
    socket.addEventListener('open', () => settle(socket));
    for (const kind of ['close', 'error']) socket.addEventListener(kind, () => settle(null));
  });
}

/** Why a WebSocket does not open: the server has no place for one, or something in between does not let it pass. */
async function whyClosed(url: string, platform: Platform): Promise<Verdict> {
  const response = await platform.request(url, { signal: AbortSignal.timeout(answerTime) }).catch(() => null);
  const facts = (await response?.json().catch(() => null)) as DoctorFacts | null;
  return { type: facts?.busy === true ? 'busy' : 'socketFails' };
}

/** Whether the WebSocket is open after a silence. */
async function examineIdle(socket: WebSocket, idle: number): Promise<Verdict> {
  const start = performance.now();
  const seconds = () => Math.round((performance.now() - start) / 1000);
  if (await closesWithin(socket, idle)) return { type: 'idleCut', seconds: seconds() };
  const answer = await echo(socket, 'still there?', answerTime);
  return answer === null ? { type: 'idleCut', seconds: seconds() } : { type: 'idleKept', seconds: seconds() };
}

function closesWithin(socket: WebSocket, time: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), time);
    socket.addEventListener('close', () => {
      clearTimeout(timer);
      resolve(true);
    });
  });
}

/** Whether a frame of 16 MiB comes back as it was. */
async function examineFrame(socket: WebSocket): Promise<Verdict> {
  const frame = new Uint8Array(doctorBytes);
  for (let index = 0; index < frame.length; index++) frame[index] = index % 251;
  const answer = await echo(socket, frame, transferTime);
  return { type: answer instanceof ArrayBuffer && isSame(new Uint8Array(answer), frame) ? 'frameFits' : 'frameLost' };
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false;
  for (let index = 0; index < one.length; index++) if (one[index] !== other[index]) return false;
  return true;
}

/** What the server sends back, after which the WebSocket is closed; null when nothing comes within `time`. */
function echo(socket: WebSocket, message: string | Uint8Array<ArrayBuffer>, time: number): Promise<unknown> {
  return new Promise((resolve) => {
    const settle = (answer: unknown) => {
      clearTimeout(timer);
      socket.close();
      resolve(answer);
    };
    const timer = setTimeout(() => settle(null), time);
    socket.addEventListener('message', ({ data }) => settle(data));
    socket.addEventListener('close', () => settle(null));
    if (socket.readyState === socket.OPEN) socket.send(message);
    else settle(null);
  });
}
