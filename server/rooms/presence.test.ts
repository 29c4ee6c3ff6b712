// The awareness of a room, heard by the Awareness of y-protocols. The clients behave as y-websocket's: they send back
// what they hear, forget the states of others when they disconnect, and keep their clocks. The network between delivers
// late, and a connection may be dead for long before the server notices.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { applyAwarenessUpdate, Awareness, encodeAwarenessUpdate, removeAwarenessStates } from 'y-protocols/awareness';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { decodeClientMessage, MessageType } from '../../protocol/messages.ts';
import { limits } from '../limits/limits.ts';
import { type Member, Room } from './room.ts';

/** A server, which may be restarted: then it knows nobody. */
class Server {
  room = this.#open();
  now = 0;
  seconds = 1_000;

  restart(): void {
    this.room = this.#open();
  }

  #open(): Room {
    const output = {
      append: () => {},
      share: () => {},
      schedule: () => {},
      reload: () => {},
      seconds: () => this.seconds,
      overloaded: () => false,
    };
    return new Room('plan', { epoch: 'one', updates: [] }, output);
  }
}

/** A connection of one client: frames on their way, and the member that the server sees. */
class Connection implements Member {
  readonly speaksQuire = false;
  readonly role = 'admin';
  readonly user = null;
  readonly access = { role: 'admin', user: null, expiresIn: null } as const;
  readonly congested = false;
  readonly toClient: Uint8Array[] = [];
  readonly toServer: Uint8Array[] = [];
  readonly #room: Room;
  readonly #server: Server;

  constructor(server: Server) {
    this.#server = server;
    this.#room = server.room;
    this.#room.join(this, server.now);
  }

  send(frame: Uint8Array): void {
    this.toClient.push(frame);
  }

  refused(): void {
    assert.fail('everybody may write');
  }

  close(): void {
    assert.fail('nothing that is sent here is at fault');
  }

  /** Delivers the first frame that is on its way to the server. */
  deliver(): void {
    const message = decodeClientMessage(this.toServer.shift()!);
    if (message.type !== 'malformed' && message.type !== 'token') this.#room.receive(this, message, this.#server.now);
  }

  /** The server notices that the connection is closed. */
  leave(): void {
    this.#room.leave(this, this.#server.now);
  }
}

class Client {
  readonly awareness = new Awareness(new Y.Doc());
  connection: Connection | null = null;

  constructor() {
    this.awareness.on('update', ({ added, updated, removed }: Record<string, number[]>) => {
      this.#say([...added!, ...updated!, ...removed!]);
    });
  }

  connect(server: Server): void {
    this.connection = new Connection(server);
    if (this.awareness.getLocalState() !== null) this.#say([this.awareness.clientID]);
  }

  /** Returns the connection, of which the server does not know yet that it is closed. */
  disconnect(): Connection | null {
    const { connection, awareness } = this;
    this.connection = null;
    const others = [...awareness.getStates().keys()].filter((clientID) => clientID !== awareness.clientID);
    removeAwarenessStates(awareness, others, this);
    return connection;
  }

  /** Receives the first frame that is on its way. */
  hear(): void {
    const decoder = decoding.createDecoder(this.connection!.toClient.shift()!);
    if (decoding.readVarUint(decoder) !== MessageType.awareness) return;
    applyAwarenessUpdate(this.awareness, decoding.readVarUint8Array(decoder), this);
  }

  #say(clients: number[]): void {
    this.connection?.toServer.push(
      encoding.encode((encoder) => {
        encoding.writeVarUint(encoder, MessageType.awareness);
        encoding.writeVarUint8Array(encoder, encodeAwarenessUpdate(this.awareness, clients));
      }),
    );
  }
}

const acts = ['connect', 'cut', 'die', 'notice', 'move', 'hide', 'say', 'hear', 'flush', 'wait', 'restart'] as const;

class World {
  readonly server = new Server();
  readonly clients = Array.from({ length: 4 }, () => new Client());
  /** Closed connections of which the server does not know. */
  readonly #dead: Connection[] = [];
  /** The state that each client gave itself last: nobody else changes it. */
  readonly #moved: unknown[] = [{}, {}, {}, {}];
  #moves = 0;

  act(act: (typeof acts)[number], client: Client): void {
    const { server } = this;
    const { connection } = client;
    if (act === 'connect' && connection === null) client.connect(server);
    if (act === 'cut') client.disconnect()?.leave();
    if (act === 'die' && connection !== null) this.#dead.push(client.disconnect()!);
    if (act === 'notice') this.#dead.shift()?.leave();
    if (act === 'move') this.#move(client, { at: ++this.#moves });
    if (act === 'hide') this.#move(client, null);
    if (act === 'say' && connection !== null && connection.toServer.length > 0) connection.deliver();
    if (act === 'hear' && connection !== null && connection.toClient.length > 0) client.hear();
    if (act === 'flush') server.room.flush(server.now);
    if (act === 'wait') server.seconds++;
    if (act === 'restart') {
      for (const each of this.clients) each.disconnect();
      this.#dead.length = 0;
      server.restart();
    }
  }

  /** Everybody is connected, everything arrives, and nobody has anything more to say. Each then sees all others. */
  settle(): void {
    const { server, clients } = this;
    for (const connection of this.#dead.splice(0)) connection.leave();
    for (const client of clients) this.act('connect', client);
    for (let rounds = 0, quiet = false; !quiet; rounds++) {
      assert.ok(rounds < 100, 'it does not end');
      quiet = true;
      for (const client of clients) {
        for (; client.connection!.toServer.length > 0; quiet = false) client.connection!.deliver();
      }
      server.now += limits.renewalWindow;
      server.room.flush(server.now);
      for (const client of clients) {
        for (; client.connection!.toClient.length > 0; quiet = false) client.hear();
      }
    }
    const shown = clients.filter(({ awareness }) => awareness.getLocalState() !== null);
    const latest = new Map(shown.map(({ awareness }) => [awareness.clientID, awareness.getLocalState()]));
    for (const { awareness } of clients) assert.deepEqual(awareness.getStates(), latest);
    assert.deepEqual(
      this.clients.map(({ awareness }) => awareness.getLocalState()),
      this.#moved,
    );
  }

  destroy(): void {
    for (const { awareness } of this.clients) awareness.destroy();
  }

  #move({ awareness }: Client, state: Record<string, unknown> | null): void {
    this.#moved[this.clients.findIndex((client) => client.awareness === awareness)] = state;
    awareness.setLocalState(state);
  }
}

test('[AWARE1] [AWARE2] everybody sees the latest state of everybody, whatever was cut, late or restarted', () => {
  const step = fc.tuple(fc.constantFrom(...acts), fc.nat(3));
  fc.assert(
    fc.property(fc.array(fc.array(step, { maxLength: 25 }), { maxLength: 4 }), (episodes) => {
      const world = new World();
      try {
        world.settle();
        for (const steps of episodes) {
          for (const [act, client] of steps) world.act(act, world.clients[client]!);
          world.settle();
        }
      } finally {
        world.destroy();
      }
    }),
    { numRuns: 1_000 },
  );
});
