// How often each fault happened in simulated lives, how often each rule was checked, and how often both met. A fault
// that never happens proves nothing, nor does a rule that is never checked.

import { type Fault, faults } from './faults.ts';

/** The rules that every life keeps. */
export const rules = [
  'durable', // [ACK1] [ACK3] an Ack leaves after everything that it counts is on the disk
  'soon', // a client's content is on the disk within seconds, if the store of its server works
  'reached', // what is on the disk reaches the clients of other servers within seconds, while people write
  'equal', // in the end, each client has what a server would load
  'saved', // [ACK2] in the end, each client has all that it sent acknowledged
  'kept', // [KEEP1] an acknowledged update is in the document that a server would load
  'deleted', // [EPOCH2] each client hears of a deletion, and nothing brings the document back
  'taken', // [HTTP3] over plain HTTP, the server takes each frame of a client once and in order
  'got', // [HTTP4] over plain HTTP, a client can get each frame of the server, always under the same number
  'ended', // [HTTP8] a session over plain HTTP that makes no request ends
  'compacted', // [KEEP1] an idle room is compacted
] as const;

export type Rule = (typeof rules)[number];

const zeros = <Name extends string>(names: readonly Name[]) =>
  Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>;

export class Counts {
  readonly faults = zeros(faults);
  readonly rules = zeros(rules);
  /** For each fault, how often each rule was checked after the fault had happened in the same life. */
  readonly met = Object.fromEntries(faults.map((fault) => [fault, zeros(rules)])) as Record<
    Fault,
    Record<Rule, number>
  >;
  edits = 0;

  happened(fault: Fault): void {
    this.faults[fault]++;
  }

  checked(rule: Rule): void {
    this.rules[rule]++;
    for (const fault of faults) if (this.faults[fault] > 0) this.met[fault][rule]++;
  }

  /** Adds the counts of another life. */
  add(other: Counts): void {
    this.edits += other.edits;
    for (const rule of rules) this.rules[rule] += other.rules[rule];
    for (const fault of faults) {
      this.faults[fault] += other.faults[fault];
      for (const rule of rules) this.met[fault][rule] += other.met[fault][rule];
    }
  }

  /** A table: for each fault how often it happened, and how often it met each rule. */
  table(): string {
    const row = (name: string, ...cells: (string | number)[]) =>
      name.padEnd(14) + cells.map((cell) => String(cell).padStart(11)).join('');
    return [
      row('', 'happened', ...rules),
      ...faults.map((fault) => row(fault, this.faults[fault], ...Object.values(this.met[fault]))),
      row('checked', '', ...Object.values(this.rules)),
    ].join('\n');
  }
}
