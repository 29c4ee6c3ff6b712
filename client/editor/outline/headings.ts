// The headings of the text, for the outline.

import { $isHeadingNode } from '@lexical/rich-text';
import type { NodeKey } from 'lexical';

import { $textBlocks } from '../text-blocks.ts';

export interface Heading {
  readonly key: NodeKey;
  /** 1 to 6. */
  readonly level: number;
  readonly text: string;
}

/** The headings that have words, in order. */
export function $headings(): Heading[] {
  return $textBlocks()
    .filter($isHeadingNode)
    .map((node) => ({ key: node.getKey(), level: Number(node.getTag().slice(1)), text: node.getTextContent().trim() }))
    .filter(({ text }) => text !== '');
}

/** The depth of each heading in the outline, from 0: a level that no heading has takes no room. */
export function depthsOf(headings: readonly Pick<Heading, 'level'>[]): number[] {
  const levels = [...new Set(headings.map(({ level }) => level))].sort((a, b) => a - b);
  return headings.map(({ level }) => levels.indexOf(level));
}
