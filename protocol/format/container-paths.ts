// The containers that blocks stand in: callouts and toggles. The key `in` of each block's marker names the containers
// around it, from the outermost. So a container is only what neighbouring blocks say alike, and nothing copies a word
// to wrap blocks, to unwrap them, or to change what is around them. Pure.

import { equalityDeep } from 'lib0/function';
import type { Block, Json, Keys } from './body.ts';

/** What a block says about a container around it. A page keeps what it does not know of a container. */
export type Container = Readonly<Record<string, Json>> & { readonly id: string; readonly type: string };

/** The containers around a block, from the outermost. */
export type Path = readonly Container[];

/** What a callout may be. */
export const tones = ['note', 'tip', 'warning', 'danger'] as const;

export type Tone = (typeof tones)[number];

/** The tones by the names that GitHub and Obsidian have for their alerts. */
const alertTones: ReadonlyMap<string, Tone> = new Map([
  ['note', 'note'],
  ['info', 'note'],
  ['tip', 'tip'],
  ['important', 'note'],
  ['warning', 'warning'],
  ['caution', 'danger'],
  ['danger', 'danger'],
]);

export const alerts = [...alertTones.keys()];

/** The tone of an alert, whatever its name; `note` for one that nobody knows. */
export function toneOfAlert(alert: string | undefined): Tone {
  return alertTones.get(alert?.toLowerCase() ?? '') ?? 'note';
}

/** A phone could show no deeper container. */
export const deepestContainer = 4;

const longestId = 64;

/** Whether a value is something that a block can say about the container around it. */
export function isContainer(value: unknown): value is Container {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const { id, type } = value as Record<string, unknown>;
  return typeof id === 'string' && 0 < id.length && id.length <= longestId && typeof type === 'string';
}

/** Whether a value of the key `in` counts. */
export function isPath(value: unknown): value is Path {
  return Array.isArray(value) && 0 < value.length && value.length <= deepestContainer && value.every(isContainer);
}

/** The containers around a block with these keys. */
export function pathOf(keys: Keys | null): Path {
  const said = keys?.['in'];
  return isPath(said) ? said : [];
}

/** The keys of a block that stands in these containers. What no page can read in `in` stays outside of containers. */
export function withPath(keys: Keys, path: Path): Keys {
  if (path.length > 0) return { ...keys, in: path };
  if (!isPath(keys['in'])) return keys;
  const { in: _, ...others } = keys;
  return others;
}

/** The tone of a callout; `note` for one that says nothing else. */
export function toneOf({ tone }: Container): Tone {
  return tones.find((known) => known === tone) ?? 'note';
}

/** The number of containers in which both of two neighbouring blocks stand. */
export function sharedDepth(one: Path, other: Path): number {
  let depth = 0;
  while (depth < one.length && depth < other.length && one[depth]!.id === other[depth]!.id) depth += 1;
  return depth;
}

/** Whether two neighbouring blocks stand in exactly the same containers. */
export function isSamePlace(one: Path, other: Path): boolean {
  return one.length === other.length && sharedDepth(one, other) === one.length;
}

/** The blocks with what the first block of each container says about it, as a page shows them. */
export function withSharedContainers(blocks: readonly Block[]): Block[] {
  let open: Path = [];
  return blocks.map((block) => {
    const path = pathOf(block.keys);
    const shared = sharedDepth(open, path);
    open = [...open.slice(0, shared), ...path.slice(shared)];
    return block.keys === null || equalityDeep(open, path) ? block : { ...block, keys: { ...block.keys, in: open } };
  });
}

/** Neighbours in one container, or in none. */
export interface Gathered<T> {
  readonly container: Container | null;
  readonly items: readonly T[];
}

/** The items with each run of neighbours that share a container at this depth as one. */
export function gatherContainers<T>(items: readonly T[], depth: number, pathOfItem: (item: T) => Path): Gathered<T>[] {
  const gathered: { container: Container | null; items: T[] }[] = [];
  for (const item of items) {
    const container = pathOfItem(item)[depth] ?? null;
    const last = gathered.at(-1);
    if (last !== undefined && last.container?.id === container?.id) last.items.push(item);
    else gathered.push({ container, items: [item] });
  }
  return gathered;
}
