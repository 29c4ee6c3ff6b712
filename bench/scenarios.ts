// What is measured: how many people, in how many documents, and what they do. In the order in which it is run.

export type Scenario = Writing | Coming;

/** People write and read: what is counted is one edit that one reader gets. */
export interface Writing {
  readonly type: 'writing';
  readonly name: string;
  /** In words, for the table and the picture. */
  readonly title: string;
  /** Documents; the numbers below are of one of them. */
  readonly rooms: number;
  /** People who write, and read what the others write. */
  readonly writers: number;
  /** People who only read. */
  readonly readers: number;
  /** Edits of each writer in a second, each of one character. */
  readonly rate: number;
  /** Whether each edit comes with an awareness update: a caret that moves. */
  readonly cursors: boolean;
}

/** The server has been restarted, and people come, all at once: what is counted is one of them who has everything. */
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
  /** Whether somebody else has opened the documents since the restart. */
  readonly opened: boolean;
  /** Whether those who come have it all and come back, or come with nothing. */
  readonly back: boolean;
}

export const scenarios: readonly Scenario[] = [
  {
    type: 'writing',
    name: 'crowd',
    title: '200 people write in one document, 5 edits/s each',
    rooms: 1, writers: 200, readers: 0, rate: 5, cursors: false,
  },
  {
    type: 'writing',
    name: 'meeting',
    title: '50 people write in one document, 5 edits/s each',
    rooms: 1, writers: 50, readers: 0, rate: 5, cursors: false,
  },
  {
    type: 'writing',
    name: 'cursors',
    title: '30 people write in one document, carets shown, 5 edits/s each',
    rooms: 1, writers: 30, readers: 0, rate: 5, cursors: true,
  },
  {
    type: 'writing',
    name: 'office',
    title: '300 documents of 3 people, 2 edits/s each',
    rooms: 300, writers: 3, readers: 0, rate: 2, cursors: false,
  },
  {
    type: 'writing',
    name: 'typist',
    title: '2 people in one document, one writes, 5 edits/s',
    rooms: 1, writers: 1, readers: 1, rate: 5, cursors: false,
  },
  {
    type: 'writing',
    name: 'audience',
    title: '1 person writes, 1,000 read, 5 edits/s',
    rooms: 1, writers: 1, readers: 1000, rate: 5, cursors: false,
  },
  {
    type: 'coming',
    name: 'first',
    title: 'After a restart, the first opens a document of 250,000 operations',
    rooms: 1, people: 1, document: 'book', opened: false, back: false,
  },
  {
    type: 'coming',
    name: 'joiners',
    title: '100 people at once open it with nothing',
    rooms: 1, people: 100, document: 'book', opened: true, back: false,
  },
  {
    type: 'coming',
    name: 'returners',
    title: '100 people at once come back who have all of it',
    rooms: 1, people: 100, document: 'book', opened: true, back: true,
  },
  {
    type: 'coming',
    name: 'storm',
    title: 'After a restart, 1,000 people at once come back to 100 documents',
    rooms: 100, people: 10, document: 'page', opened: false, back: true,
  },
];

/** Connections that a scenario needs. */
export const connectionsOf = (scenario: Scenario): number =>
  scenario.rooms * (scenario.type === 'writing' ? scenario.writers + scenario.readers : scenario.people);
