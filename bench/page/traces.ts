// The traces that editors get, drawn from a seed.

import { type Trace, writePaper, writeParagraphs } from './trace.ts';

export type TraceName = 'paper' | 'book';

export interface BenchTrace {
  readonly name: TraceName;
  readonly title: string;
  write(): Trace;
}

const seed = 1;

export const traces: readonly BenchTrace[] = [
  { name: 'paper', title: 'a paper of 105 kB, written with 259,778 keys', write: () => writePaper(seed) },
  { name: 'book', title: '3,000 paragraphs, typed with 302,999 keys', write: () => writeParagraphs(3_000, 100, seed) },
];
