// Neighbouring list items as the lists that they make. A document has flat items, each with an indent.

import type { Block } from './body.ts';
import { deepestIndent } from './schema.ts';

/** Items of one kind at one level. */
export interface ListGroup {
  readonly kind: 'bullet' | 'number' | 'check';
  /** The number of the first item. */
  readonly start: number;
  readonly items: readonly { readonly block: Block | null; readonly nested: readonly ListGroup[] }[];
}

export function isListItem({ keys }: Block): boolean {
  return keys?.['type'] === 'listItem';
}

/** How deep a block is indented, within what a page shows. */
export function indentOf({ keys }: Block): number {
  const indent = keys?.['indent'];
  return typeof indent === 'number' && indent > 0 ? Math.min(Math.floor(indent), deepestIndent) : 0;
}

function kindOf({ keys }: Block): ListGroup['kind'] {
  return (keys?.['list'] ?? 'bullet') as ListGroup['kind'];
}

/** The lists of neighbouring items. The least indent of all is that of the outermost lists. */
export function listGroups(
  items: readonly Block[],
  level = items.reduce((least, item) => Math.min(least, indentOf(item)), Infinity),
): ListGroup[] {
  const groups: (ListGroup & { items: { block: Block | null; nested: ListGroup[] }[] })[] = [];
  for (let i = 0; i < items.length;) {
    const block = items[i]!;
    const isDeeper = indentOf(block) > level;
    let end = i + 1;
    while (end < items.length && indentOf(items[end]!) > level) end += 1;
    const nested = items.slice(isDeeper ? i : i + 1, end);
    if (groups.length === 0 || (!isDeeper && groups.at(-1)!.kind !== kindOf(block))) {
      groups.push({ kind: kindOf(block), start: isDeeper ? 1 : Number(block.keys?.['start'] ?? 1), items: [] });
    }
    groups.at(-1)!.items.push({
      block: isDeeper ? null : block,
      nested: nested.length === 0 ? [] : listGroups(nested, level + 1),
    });
    i = end;
  }
  return groups;
}
