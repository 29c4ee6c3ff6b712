// What is measured: how many people, in how many documents, and what they do. In the order in which it is run.

export interface Scenario {
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

export const scenarios: readonly Scenario[] = [
  { name: 'crowd', title: '200 people write in one document, 5 edits/s each', rooms: 1, writers: 200, readers: 0, rate: 5, cursors: false },
  { name: 'meeting', title: '50 people write in one document, 5 edits/s each', rooms: 1, writers: 50, readers: 0, rate: 5, cursors: false },
  { name: 'cursors', title: '30 people write in one document, carets shown, 5 edits/s each', rooms: 1, writers: 30, readers: 0, rate: 5, cursors: true },
  { name: 'office', title: '300 documents of 3 people, 2 edits/s each', rooms: 300, writers: 3, readers: 0, rate: 2, cursors: false },
  { name: 'typist', title: '2 people in one document, one writes, 5 edits/s', rooms: 1, writers: 1, readers: 1, rate: 5, cursors: false },
  { name: 'audience', title: '1 person writes, 1,000 read, 5 edits/s', rooms: 1, writers: 1, readers: 1000, rate: 5, cursors: false },
];

/** Connections that a scenario needs. */
export const connectionsOf = ({ rooms, writers, readers }: Scenario): number => rooms * (writers + readers);
