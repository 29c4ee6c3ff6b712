// The rows of the names over carets: two names that would cover each other stand in different rows. Pure.

/** A name: where it begins and how wide it is, and the line of text that it stands over, in pixels. */
export interface Label {
  readonly left: number;
  readonly width: number;
  readonly top: number;
}

/** Carets whose tops differ by less are in one line, such as in a superscript. */
const sameLine = 6;
const gap = 2;

/** The row of each name, counted up from its line: the lowest in which the name covers no other. */
export function rowsOf(labels: readonly Label[]): number[] {
  const rows: number[] = labels.map(() => 0);
  const inOrder = [...labels.keys()].sort((a, b) => labels[a]!.left - labels[b]!.left);
  for (const [i, at] of inOrder.entries()) {
    const taken = inOrder.slice(0, i).filter((other) => cover(labels[other]!, labels[at]!));
    while (taken.some((other) => rows[other] === rows[at])) rows[at]! += 1;
  }
  return rows;
}

/** Whether two names would cover each other in one row; `a` begins no later than `b`. */
function cover(a: Label, b: Label): boolean {
  return Math.abs(a.top - b.top) < sameLine && a.left + a.width + gap > b.left;
}
