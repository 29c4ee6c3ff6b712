// The scenarios, in the order of their runs: the number of people and documents, and what the people do.

export type Scenario = Writing | Coming | Resting;

/** People write and read. The unit is a delivery: one edit that one reader gets. */
export interface Writing {
  readonly type: 'writing';
  readonly name: string;
  /** In words, for the table and the picture. */
  readonly title: string;
  /** Documents; the numbers below are of one of them. */
  readonly rooms: number;
  /** People who write, and read the edits of the others. */
  readonly writers: number;
  /** People who only read. */
  readonly readers: number;
  /** Edits of each writer per second. */
  readonly rate: number;
  /** The rate of the warm-up, where the measured one is low: code that has hardly run is slow in every server. */
  readonly warmUpRate?: number;
  /** Characters of each edit. */
  readonly characters: number;
  /** The readers who stop reading for a while, so that frames have to wait for them. */
  readonly stalled: number;
  /** Whether each edit comes with an awareness update: a caret that moves. */
  readonly cursors: boolean;
}

/** The server has restarted, and people come, all at once. The unit is one person who has everything. */
export interface Coming {
  readonly type: 'coming';
  readonly name: string;
  readonly title: string;
  /** Documents; the numbers below are of one of them. */
  readonly rooms: number;
  /** People who come. */
  readonly people: number;
  /** A page of a few hundred characters, or 250,000 operations of many people. */
  readonly document: 'page' | 'book';
  /** Whether the documents were opened since the restart. */
  readonly opened: boolean;
  /** Whether the people return with the whole document, or come with nothing. */
  readonly back: boolean;
}

/** People open documents and do nothing. The unit is the memory of a document and of a connection. */
export interface Resting {
  readonly type: 'resting';
  readonly name: string;
  readonly title: string;
  /** Documents, each opened by one person first. */
  readonly rooms: number;
  /** The people who open each document after that. */
  readonly further: number;
  /** The seconds of rest before each measurement of memory. */
  readonly settling: number;
}

/** People come, write, vanish, come back and leave for any time. The question is whether memory grows. */
export interface Living {
  readonly type: 'living';
  /** Documents in use at any one time. */
  readonly documents: number;
  /** The speed, as a multiple of the usual one. */
  readonly pace: number;
}

export const scenarios: readonly Scenario[] = [
  {
    type: 'writing',
    name: 'crowd',
    title: '200 people write in one document, 5 edits/s each',
    rooms: 1,
    writers: 200,
    readers: 0,
    rate: 5,
    characters: 1,
    stalled: 0,
    cursors: false,
  },
  {
    type: 'writing',
    name: 'meeting',
    title: '50 people write in one document, 5 edits/s each',
    rooms: 1,
    writers: 50,
    readers: 0,
    rate: 5,
    warmUpRate: 20,
    characters: 1,
    stalled: 0,
    cursors: false,
  },
  {
    type: 'writing',
    name: 'cursors',
    title: '30 people write in one document, carets shown, 5 edits/s each',
    rooms: 1,
    writers: 30,
    readers: 0,
    rate: 5,
    warmUpRate: 20,
    characters: 1,
    stalled: 0,
    cursors: true,
  },
  {
    type: 'writing',
    name: 'office',
    title: '300 documents of 3 people, 2 edits/s each',
    rooms: 300,
    writers: 3,
    readers: 0,
    rate: 2,
    characters: 1,
    stalled: 0,
    cursors: false,
  },
  {
    type: 'writing',
    name: 'typist',
    title: '2 people in one document, one writes, 5 edits/s',
    rooms: 1,
    writers: 1,
    readers: 1,
    rate: 5,
    warmUpRate: 250,
    characters: 1,
    stalled: 0,
    cursors: false,
  },
  {
    type: 'writing',
    name: 'audience',
    title: '1 person writes, 1,000 read, 5 edits/s',
    rooms: 1,
    writers: 1,
    readers: 1000,
    rate: 5,
    warmUpRate: 25,
    characters: 1,
    stalled: 0,
    cursors: false,
  },
  {
    type: 'writing',
    name: 'slow',
    title: '50 people paste 3,000 characters at 5/s, 20 others do not read',
    rooms: 1,
    writers: 50,
    readers: 20,
    rate: 5,
    characters: 3_000,
    stalled: 20,
    cursors: false,
  },
  {
    type: 'coming',
    name: 'first',
    title: 'After a restart, the first opens a document of 250,000 operations',
    rooms: 1,
    people: 1,
    document: 'book',
    opened: false,
    back: false,
  },
  {
    type: 'coming',
    name: 'joiners',
    title: '100 people at once open it with nothing',
    rooms: 1,
    people: 100,
    document: 'book',
    opened: true,
    back: false,
  },
  {
    type: 'coming',
    name: 'returners',
    title: '100 people at once return who have all of it',
    rooms: 1,
    people: 100,
    document: 'book',
    opened: true,
    back: true,
  },
  {
    type: 'coming',
    name: 'storm',
    title: 'After a restart, 1,000 people at once return to 100 documents',
    rooms: 100,
    people: 10,
    document: 'page',
    opened: false,
    back: true,
  },
  {
    type: 'resting',
    name: 'idle',
    title: '5,000 connections in 2,500 documents that nobody writes in',
    rooms: 2_500,
    further: 1,
    settling: 8,
  },
];

/** What `npm run bench:hours` runs. */
export const hours: Living = { type: 'living', documents: 40, pace: 1 };

/** The connections of a scenario. */
export function connectionsOf(scenario: Scenario): number {
  if (scenario.type === 'writing') return scenario.rooms * (scenario.writers + scenario.readers);
  return scenario.rooms * (scenario.type === 'coming' ? scenario.people : 1 + scenario.further);
}
