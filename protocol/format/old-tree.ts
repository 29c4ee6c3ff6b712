// The form that documents had before the body was one text: a tree of Yjs XML types, an element for each node of the
// editor. Only the words of such a document are read here, and nothing in it is ever changed. A peer may have put
// anything into the tree, at any depth.

import { type Doc, Text, XmlElement } from 'yjs';
import { bodyOf } from './body.ts';

const treeName = 'root-v2';

/** The elements that stand in a line. Every other element is a block. */
const inlineElements: readonly string[] = ['link', 'autolink'];

/** Whether all of the document's content has the old form. Such a document must not be seeded. */
export function isOldTree(doc: Doc): boolean {
  return bodyOf(doc).length === 0 && treeOf(doc) !== null;
}

/** The words of each block of the tree, in order. A line break in a block is `\n`. */
export function oldTreeBlocks(doc: Doc): string[] {
  const blocks: string[] = [];
  let words = '';
  const open: Level[] = [];
  const endBlock = () => {
    blocks.push(words);
    words = '';
  };
  const enter = (node: XmlElement | Text) => {
    const isBlock = node instanceof XmlElement && !inlineElements.includes(node.nodeName);
    if (isBlock && words !== '') endBlock();
    open.push({ isBlock, children: childrenOf(node).values(), blocksBefore: blocks.length });
  };
  const tree = treeOf(doc);
  if (tree !== null) enter(tree);
  // Not recursive: a tree can be deeper than the stack.
  for (let level = open.at(-1); level !== undefined; level = open.at(-1)) {
    const { value: node, done } = level.children.next();
    if (done) {
      open.pop();
      if (level.isBlock && (words !== '' || blocks.length === level.blocksBefore)) endBlock();
    } else if (typeof node === 'string') words += node;
    else if (node instanceof XmlElement && node.nodeName === 'linebreak') words += '\n';
    else if (node instanceof XmlElement || node instanceof Text) enter(node);
  }
  return blocks;
}

/** The same words as one text, a line for each block. */
export function oldTreeText(doc: Doc): string {
  return oldTreeBlocks(doc).join('\n');
}

/** A node whose children are being read. */
interface Level {
  readonly isBlock: boolean;
  readonly children: Iterator<unknown>;
  /** The number of blocks that had ended when this one began. */
  readonly blocksBefore: number;
}

/** The root of the tree; null without one. Yjs makes a root that does not exist when its name is asked for. */
function treeOf(doc: Doc): XmlElement | null {
  const tree = doc.share.has(treeName) ? doc.get(treeName, XmlElement) : null;
  return tree !== null && tree.length > 0 ? tree : null;
}

/** Strings, Yjs types and, in the tree of a hostile peer, any other value. */
function childrenOf(node: XmlElement | Text): unknown[] {
  if (node instanceof XmlElement) return node.toArray();
  return (node.toDelta() as { insert: unknown }[]).map(({ insert }) => insert);
}
