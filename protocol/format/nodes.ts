// Every node class that the editor has. The nodes are how Lexical shows a document; no document is stored in them, so
// their names and properties may change with Lexical.

import { CodeHighlightNode, CodeNode } from '@lexical/code-core';
import { HorizontalRuleNode } from '@lexical/extension';
import { AutoLinkNode, LinkNode } from '@lexical/link';
import { ListItemNode, ListNode } from '@lexical/list';
import { HeadingNode, QuoteNode } from '@lexical/rich-text';
import { TableCellNode, TableNode, TableRowNode } from '@lexical/table';
import type { Klass, LexicalNode } from 'lexical';

import { FormulaBlockNode, FormulaObjectNode } from './formula.ts';
import { DateNode, MentionNode } from './inline-objects.ts';
import { FileNode, ImageNode } from './file-nodes.ts';
import { ContainerNode } from './containers.ts';
import { UnknownBlockNode, UnknownObjectNode } from './placeholders.ts';
import type { Said } from './said.ts';

/** The classes for blocks that keep their keys as they are said, by type. */
export const saidBlocks: Readonly<Record<string, Klass<Said>>> = {
  formula: FormulaBlockNode,
  image: ImageNode,
  file: FileNode,
};

/** The classes for objects in a line, by type. */
export const saidObjects: Readonly<Record<string, Klass<Said>>> = {
  formula: FormulaObjectNode,
  mention: MentionNode,
  date: DateNode,
};

/** All node classes beyond Lexical's own root, paragraph, text, tab and line break. */
export const nodes: readonly Klass<LexicalNode>[] = [
  HeadingNode,
  QuoteNode,
  ListNode,
  ListItemNode,
  LinkNode,
  AutoLinkNode,
  CodeNode,
  CodeHighlightNode,
  HorizontalRuleNode,
  TableNode,
  TableRowNode,
  TableCellNode,
  UnknownBlockNode,
  UnknownObjectNode,
  ContainerNode,
  ...Object.values(saidBlocks),
  ...Object.values(saidObjects),
];
