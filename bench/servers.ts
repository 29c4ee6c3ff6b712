// The servers that are compared: how each is started, and when it keeps an edit.

export type ServerName = 'quire' | 'hocuspocus' | 'y-websocket' | 'relay';

export interface Peer {
  readonly name: ServerName;
  readonly title: string;
  /** The title in a word or two. */
  readonly label: string;
  /** The module to run, relative to this folder. */
  readonly module: string;
  /** The package that has the version; null for Quire itself. */
  readonly package: string | null;
  /** Whether the server keeps documents, so that people can return to them after a restart. */
  readonly keeps: boolean;
  /** When an edit is on the disk, in words for the table. */
  readonly durable: string;
}

export const peerOf = (name: ServerName): Peer => peers.find((peer) => peer.name === name)!;

export const peers: readonly Peer[] = [
  {
    name: 'quire',
    title: 'Quire',
    label: 'Quire',
    module: '../server/start.js',
    package: null,
    keeps: true,
    durable: 'each edit, fsync, acknowledged',
  },
  {
    name: 'hocuspocus',
    title: 'Hocuspocus + SQLite',
    label: 'Hocuspocus',
    module: 'servers/hocuspocus.mjs',
    package: '@hocuspocus/server',
    keeps: true,
    durable: 'the document, 2 to 10 s later',
  },
  {
    name: 'y-websocket',
    title: '@y/websocket-server + LevelDB',
    label: 'y-websocket',
    module: 'servers/y-websocket.mjs',
    package: '@y/websocket-server',
    keeps: true,
    durable: 'each edit, without fsync',
  },
  {
    name: 'relay',
    title: 'ws alone: no CRDT, no disk',
    label: 'ws alone',
    module: 'servers/relay.mjs',
    package: 'ws',
    keeps: false,
    durable: 'nothing',
  },
];
