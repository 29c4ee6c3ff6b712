// A flat document as the nested parts that people see: containers around blocks, and runs of list items. Peers write
// the paths of containers, so a path counts as far as this editor could have written it.

import type { Block, Json } from './body.ts';
import { isListItem } from './list-groups.ts';

/** What stands around blocks. The first block of a toggle is its summary. */
export interface Container {
  readonly id: string;
  readonly type: 'callout' | 'toggle';
  readonly tone?: string;
}

/** A block, a run of neighbouring list items, or a container with what is in it. */
export type Part =
  | { readonly type: 'block'; readonly block: Block }
  | { readonly type: 'items'; readonly items: readonly Block[] }
  | { readonly type: 'container'; readonly container: Container; readonly parts: readonly Part[] };

/** A phone could show no deeper container. */
export const deepestContainer = 8;

/** The containers around a block, from the outermost in. */
export function pathOf({ keys }: Block): Container[] {
  const said = keys?.['in'];
  if (!Array.isArray(said)) return [];
  const path = (said as Json[]).slice(0, deepestContainer);
  const end = path.findIndex((container) => !isContainer(container));
  return (end === -1 ? path : path.slice(0, end)) as unknown as Container[];
}

function isContainer(value: unknown): value is Container {
  const { id, type } = (value ?? {}) as { id?: unknown; type?: unknown };
  return typeof id === 'string' && (type === 'callout' || type === 'toggle');
}

/** The parts of a document: neighbours of which the paths begin alike stand in the same container. */
export function partsOf(blocks: readonly Block[]): Part[] {
  return nest(
    blocks.map((block) => ({ block, path: pathOf(block) })),
    0,
  );
}

function nest(placed: readonly { block: Block; path: readonly Container[] }[], depth: number): Part[] {
  const parts: Part[] = [];
  for (let start = 0; start < placed.length;) {
    const { block, path } = placed[start]!;
    const container = path[depth];
    let end = start + 1;
    if (container !== undefined) {
      while (placed[end]?.path[depth]?.id === container.id) end += 1;
      parts.push({ type: 'container', container, parts: nest(placed.slice(start, end), depth + 1) });
    } else if (isListItem(block)) {
      while (placed[end] !== undefined && placed[end]!.path.length <= depth && isListItem(placed[end]!.block)) end += 1;
      parts.push({ type: 'items', items: placed.slice(start, end).map(({ block: item }) => item) });
    } else {
      parts.push({ type: 'block', block });
    }
    start = end;
  }
  return parts;
}
