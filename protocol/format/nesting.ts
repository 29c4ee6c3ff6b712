// A flat document as the nested parts that people see: containers around blocks, and runs of list items.

import type { Block } from './body.ts';
import { type Container, gatherContainers, pathOf } from './container-paths.ts';
import { isListItem } from './list-groups.ts';

/** A block, a run of neighbouring list items, or a callout or toggle with what is in it. */
export type Part =
  | { readonly type: 'block'; readonly block: Block }
  | { readonly type: 'items'; readonly items: readonly Block[] }
  | { readonly type: 'container'; readonly container: Container; readonly parts: readonly Part[] };

/** The parts of a document. What is in a container of an unknown type stands beside the rest. */
export function partsOf(blocks: readonly Block[], depth = 0): Part[] {
  return gatherContainers(blocks, depth, ({ keys }) => pathOf(keys)).flatMap(({ container, items }): Part[] => {
    if (container === null) return partsBeside(items);
    const parts = partsOf(items, depth + 1);
    return ['callout', 'toggle'].includes(container.type) ? [{ type: 'container', container, parts }] : parts;
  });
}

/** Neighbouring list items as one run. */
function partsBeside(blocks: readonly Block[]): Part[] {
  const parts: Part[] = [];
  for (const block of blocks) {
    const last = parts.at(-1);
    if (!isListItem(block)) parts.push({ type: 'block', block });
    else if (last?.type === 'items') (last.items as Block[]).push(block);
    else parts.push({ type: 'items', items: [block] });
  }
  return parts;
}
