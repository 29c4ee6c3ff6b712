// Sessions over plain HTTP: from requests to sessions, and the answers. It sees each request before the routes of the
// app, since an edit may cost little more than on a WebSocket. A stranger makes it keep nothing: without a session that
// the gate admitted, no body is read.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { OpenedSession } from '../../protocol/api.ts';
import { CloseCode } from '../../protocol/close-codes.ts';
import { documentNameFromPath } from '../../protocol/document-name.ts';
import { subprotocol } from '../../protocol/messages.ts';
import { type Gate, pathOf, prefix } from '../gate/gate.ts';
import { queryOf, tokenOf } from '../gate/handshake.ts';
import type { Reach } from '../gate/origin.ts';
import { reject, type UpgradeRejection } from '../gate/rejection.ts';
import { Answer, sessionEnded } from './answers.ts';
import { readBody } from './bodies.ts';
import { beginStream, EventStream, Poll } from './carriers.ts';
import { EventTexts } from './event-texts.ts';
import type { takeSocket } from './hand-over.ts';
import { type HttpSession, HttpSessions } from './http-sessions.ts';
import { ResumableChannel } from './resumable.ts';
import { Session, type SessionDeps } from './session.ts';
import type { Sessions } from './sessions.ts';

/** A session that a WebSocket is to carry on. */
export interface Resumed extends HttpSession {
  /** The number of the first frame that the client will send. */
  readonly first: number;
  /** The frames that the client has. */
  readonly after: number;
}

export interface PlainHttpDeps extends SessionDeps {
  readonly reach: Reach;
  readonly takeSocket: typeof takeSocket;
}

const unknown = reject(404, 'There is no such session for this document and this token. Open another.');
const late = reject(409, 'The client has confirmed later frames than this request. Ask again after those.');
/**
 * For a client that has nothing to say: it only answers a ping, and does so again after `limits.idleRequestTime`. Until
 * then its connection would take as much memory as the stream.
 */
const idle = { Connection: 'close' };
const tooLarge = 'a body that is too large; nothing of it was taken';

export class PlainHttp {
  readonly #gate: Gate;
  readonly #sessions: Pick<Sessions, 'add'>;
  readonly #deps: PlainHttpDeps;
  readonly #known: HttpSessions;
  readonly #texts = new EventTexts();

  constructor(gate: Gate, sessions: Pick<Sessions, 'add'>, deps: PlainHttpDeps) {
    this.#gate = gate;
    this.#sessions = sessions;
    this.#deps = deps;
    this.#known = new HttpSessions(deps.clock);
  }

  /** Answers `request` when it is of a session over plain HTTP. False when it is for somebody else. */
  takes(request: IncomingMessage, response: ServerResponse): boolean {
    const { method } = request;
    if ((method !== 'POST' && method !== 'GET') || !pathOf(request, this.#deps.reach).startsWith(prefix)) return false;
    const query = queryOf(request);
    const id = query.get('session');
    // A WebSocket that carries on a session, and lost its Upgrade header on the way, is no poll.
    if (method === 'GET' && (id === null || request.headers['sec-websocket-key'] !== undefined)) return false;
    const answer = new Answer(request, response, this.#deps.reach.allowedOrigins);
    if (id === null) void this.#open(request, answer, query);
    else this.#serve(request, answer, query);
    return true;
  }

  /** The session that an upgrade request asks to carry on. */
  resume(request: IncomingMessage): Resumed | UpgradeRejection {
    const query = queryOf(request);
    const found = this.#find(request, query);
    if (found.type === 'rejected') return found;
    const { channel, session } = found;
    channel.hear();
    const [first, after] = [numberOf(query.get('first')), numberOf(query.get('after'))];
    if (channel.isLate(after)) return late;
    channel.confirm(after);
    if (!channel.isNext(first)) session.close(CloseCode.malformed, 'the number of the first frame is missing or wrong');
    return rejectionOf(channel) ?? { ...found, first, after };
  }

  async #open(request: IncomingMessage, answer: Answer, query: URLSearchParams): Promise<void> {
    const decision = await this.#gate.admitSession(request);
    if (decision === null) return;
    if (decision.type === 'rejected') return answer.refuse(decision);
    const protocol = query.get('protocol') === subprotocol ? subprotocol : null;
    const channel = new ResumableChannel(protocol !== null);
    const session = new Session(decision, channel, this.#deps);
    channel.serve(session);
    channel.on('close', () => session.end());
    channel.on('close', decision.keepSlot());
    this.#sessions.add(channel, session);
    const id = this.#known.add(channel, session, decision.document, tokenOf(request, query));
    decision.opened();
    const body: OpenedSession = { session: id, protocol };
    answer.send(201, 'application/json', JSON.stringify(body));
  }

  #serve(request: IncomingMessage, answer: Answer, query: URLSearchParams): void {
    const found = this.#find(request, query);
    if (found.type === 'rejected') return answer.refuse(found);
    found.channel.hear();
    const rejection = rejectionOf(found.channel);
    if (rejection !== null) return answer.refuse(rejection);
    if (request.method === 'GET') return this.#carry(request, answer, query, found);
    if (!query.has('close')) return this.#take(request, answer, query, found);
    found.channel.leave();
    answer.done();
  }

  /** The session of a request, by its query; or why it has none. */
  #find(request: IncomingMessage, query: URLSearchParams): HttpSession | UpgradeRejection {
    const refusal = this.#gate.refusalOf(request);
    if (refusal !== null) return refusal;
    const document = documentNameFromPath(pathOf(request, this.#deps.reach), prefix);
    const found = this.#known.find(query.get('session') ?? '', document, tokenOf(request, query));
    if (found === null) return unknown;
    return found.type === 'closed' ? sessionEnded(found) : found;
  }

  /** Answers a GET: by a stream of events, or as a poll. */
  #carry(request: IncomingMessage, answer: Answer, query: URLSearchParams, { channel }: HttpSession): void {
    const after = numberOf(query.get('after'));
    if (channel.isLate(after)) return answer.refuse(late);
    channel.confirm(after);
    const rejection = rejectionOf(channel);
    if (rejection !== null) return answer.refuse(rejection);
    this.#gate.settle(request);
    const wantsStream = request.headers.accept?.includes('text/event-stream') ?? false;
    if (!wantsStream) return channel.carry(new Poll(answer, this.#texts, channel, this.#deps.clock), after);
    beginStream(answer);
    this.#deps.takeSocket(request, answer.response, (stream) => {
      channel.carry(new EventStream(stream, this.#texts, channel, this.#deps.clock), after);
    });
  }

  /** Answers a POST that brings frames. */
  #take(
    request: IncomingMessage,
    answer: Answer,
    query: URLSearchParams,
    { channel, session, bodies }: HttpSession,
  ): void {
    const taken = (body: Uint8Array | null) => {
      if (body === null) {
        session.close(CloseCode.tooLarge, tooLarge);
        return answer.refuse({
          ...reject(413, `This is ${tooLarge}.`),
          ended: { code: CloseCode.tooLarge, reason: tooLarge },
        });
      }
      channel.confirm(numberOf(query.get('after')));
      channel.take(body, numberOf(query.get('first')));
      const rejection = rejectionOf(channel);
      if (rejection !== null) answer.refuse(rejection);
      else if (body.length > 0) answer.done();
      else answer.done(idle);
    };
    readBody(bodies, request, (bytes) => channel.arrive(bytes), taken);
  }
}

/** The number in a query or a message; NaN for anything else. */
export const numberOf = (text: string | null): number => (/^\d{1,16}$/.test(text ?? '') ? Number(text) : NaN);

/** What a request for a session gets that has ended; null while the session lives. */
function rejectionOf({ ended }: ResumableChannel): UpgradeRejection | null {
  if (ended === null) return null;
  return ended === 'gone' ? unknown : sessionEnded(ended);
}
