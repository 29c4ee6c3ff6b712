// The servers that are compared: how each is started, and when it keeps an edit.

/** How people speak to a server. Where no other way is named, over WebSockets. */
export type Protocol = 'quire' | 'quire-stream' | 'quire-polling' | 'hocuspocus' | 'y-websocket' | 'relay';

export type ServerName = Protocol | 'quire-postgres' | 'quire-two' | 'quire-two-affinity' | 'hocuspocus-two';

/** Servers that share what they keep, and a Redis if there are several. */
export interface Joined {
  readonly servers: number;
  /** Whether they keep it in PostgreSQL, or else in one folder. */
  readonly postgres: boolean;
  /** Whether all people of a document meet on one server; otherwise they come to all servers in turn. */
  readonly affinity: boolean;
}

export interface Peer {
  readonly name: ServerName;
  readonly title: string;
  /** The title in a word or two. */
  readonly label: string;
  /** The module to run, relative to this folder. */
  readonly module: string;
  readonly protocol: Protocol;
  /** Null for one process with a folder of its own. */
  readonly joined: Joined | null;
  /** Whether it runs only when it is named. */
  readonly isExtra: boolean;
  /** The package that has the version; null for Quire itself. */
  readonly package: string | null;
  /** Whether the server keeps documents, so that people can return to them after a restart. */
  readonly keeps: boolean;
  /** When an edit is on the disk, in words for the table. */
  readonly durable: string;
}

export const peerOf = (name: ServerName): Peer => peers.find((peer) => peer.name === name)!;

const extraQuire = { isExtra: true, module: '../server/start.js', package: null, keeps: true } as const;

const joinedQuire = { ...extraQuire, protocol: 'quire', durable: 'each edit, committed, acknowledged' } as const;

export const peers: readonly Peer[] = [
  {
    name: 'quire',
    protocol: 'quire',
    joined: null,
    isExtra: false,
    title: 'Quire',
    label: 'Quire',
    module: '../server/start.js',
    package: null,
    keeps: true,
    durable: 'each edit, fsync, acknowledged',
  },
  {
    name: 'hocuspocus',
    protocol: 'hocuspocus',
    joined: null,
    isExtra: false,
    title: 'Hocuspocus + SQLite',
    label: 'Hocuspocus',
    module: 'servers/hocuspocus.mjs',
    package: '@hocuspocus/server',
    keeps: true,
    durable: 'the document, 2 to 10 s later',
  },
  {
    name: 'y-websocket',
    protocol: 'y-websocket',
    joined: null,
    isExtra: false,
    title: '@y/websocket-server + LevelDB',
    label: 'y-websocket',
    module: 'servers/y-websocket.mjs',
    package: '@y/websocket-server',
    keeps: true,
    durable: 'each edit, without fsync',
  },
  {
    name: 'relay',
    protocol: 'relay',
    joined: null,
    isExtra: false,
    title: 'ws alone: no CRDT, no disk',
    label: 'ws alone',
    module: 'servers/relay.mjs',
    package: 'ws',
    keeps: false,
    durable: 'nothing',
  },
  {
    ...extraQuire,
    name: 'quire-stream',
    protocol: 'quire-stream',
    title: 'Quire over plain HTTP, with a stream',
    label: 'with a stream',
    joined: null,
    durable: 'each edit, fsync, acknowledged',
  },
  {
    ...extraQuire,
    name: 'quire-polling',
    protocol: 'quire-polling',
    title: 'Quire over plain HTTP, by polling',
    label: 'by polling',
    joined: null,
    durable: 'each edit, fsync, acknowledged',
  },
  {
    ...joinedQuire,
    name: 'quire-postgres',
    title: 'Quire on PostgreSQL',
    label: 'on PostgreSQL',
    joined: { servers: 1, postgres: true, affinity: false },
  },
  {
    ...joinedQuire,
    name: 'quire-two',
    title: 'Two Quire servers, PostgreSQL and Redis',
    label: 'two servers',
    joined: { servers: 2, postgres: true, affinity: false },
  },
  {
    ...joinedQuire,
    name: 'quire-two-affinity',
    title: 'The same, each document on one of them',
    label: 'with affinity',
    joined: { servers: 2, postgres: true, affinity: true },
  },
  {
    name: 'hocuspocus-two',
    protocol: 'hocuspocus',
    title: 'Two Hocuspocus servers, SQLite and Redis',
    label: 'two Hocuspocus',
    module: 'servers/hocuspocus.mjs',
    package: '@hocuspocus/extension-redis',
    keeps: true,
    durable: 'the document, 2 to 10 s later',
    joined: { servers: 2, postgres: false, affinity: false },
    isExtra: true,
  },
];
