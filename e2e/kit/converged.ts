// Whether everybody sees the same, and if not, where they differ.
import { eventually } from './eventually.ts';
import type { Person } from './person.ts';

const aroundCharacters = 16;

/** What somebody's page shows. */
export interface View {
  name: string;
  lines: readonly string[];
}

/**
 * The first difference between two views in words, with a few characters around it; undefined when they are the same.
 */
export function difference(one: View, other: View): string | undefined {
  const count = Math.max(one.lines.length, other.lines.length);
  for (let line = 0; line < count; line++) {
    const [a, b] = [one.lines[line], other.lines[line]];
    if (a === b) continue;
    const at = firstDifference(a ?? '', b ?? '');
    const place = `${one.name} and ${other.name} differ in line ${line + 1} at character ${at + 1}`;
    return `${place}:\n  ${one.name}: ${around(a, at)}\n  ${other.name}: ${around(b, at)}`;
  }
  return undefined;
}

function firstDifference(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  return at;
}

function around(line: string | undefined, at: number): string {
  if (line === undefined) return '(no such line)';
  const [from, to] = [Math.max(0, at - aroundCharacters), at + aroundCharacters];
  return (from > 0 ? '…' : '') + line.slice(from, at) + '▸' + line.slice(at, to) + (to < line.length ? '…' : '');
}

/**
 * Waits until all these people see the same, and gives it. Everybody sees their own edits at once, so by then
 * everybody has everybody's.
 */
export async function converged(
  people: readonly Person[],
  options: { timeout?: number } = {},
): Promise<readonly string[]> {
  let views: View[] = [];
  const differences = async () => {
    views = await Promise.all(people.map(async (person) => ({ name: person.name, lines: await person.lines() })));
    const [first, ...others] = views;
    return others.flatMap((other) => difference(first!, other) ?? []).join('\n');
  };
  await eventually(differences, { message: 'where people differ', ...options }).toBe('');
  return views[0]!.lines;
}
