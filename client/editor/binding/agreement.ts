// Whether the editor shows what the document holds. Both are trees kept in step by @lexical/yjs, where fuzzing found
// rare disagreement after undo; this compares them as people would see them and changes neither.

import type { BindingV2 } from '@lexical/yjs';
import { $getRoot, $isElementNode, $isTextNode, type ElementNode, type LexicalNode, TextNode } from 'lexical';
import { XmlElement, XmlText } from 'yjs';

import { allowed } from './properties.ts';

/** A stretch of text with one type and one set of properties, or a child that is no text. */
type Piece<T> = { text: string; looks: string } | { child: T };

/**
 * True when the editor and the document of `binding` hold the same blocks, text and formats. Node states (Markdown's
 * memory of which mark made a list, say) are invisible and not compared. Call it inside an editor read.
 */
export function $agree(binding: BindingV2): boolean {
  return $sameChildren(binding, binding.root, $getRoot());
}

function $sameChildren(binding: BindingV2, shared: XmlElement, node: ElementNode): boolean {
  const theirs = sharedPieces(binding, shared);
  const ours = $nodePieces(binding, node);
  return (
    theirs.length === ours.length &&
    theirs.every((piece, i) => {
      const own = ours[i];
      if (own === undefined) return false;
      if ('text' in piece) return 'text' in own && piece.text === own.text && piece.looks === own.looks;
      return 'child' in own && $sameNode(binding, piece.child, own.child);
    })
  );
}

function $sameNode(binding: BindingV2, shared: XmlElement, node: LexicalNode): boolean {
  return (
    shared.nodeName === node.getType() &&
    looks(binding, shared.nodeName, shared.getAttributes()) === $looksOf(binding, node) &&
    (!$isElementNode(node) || $sameChildren(binding, shared, node))
  );
}

/** Text of one look that stands together is one piece, however many Y.Text or text nodes hold it. */
function append<T>(pieces: Piece<T>[], text: string, looksOfText: string): void {
  const last = pieces.at(-1);
  if (text === '') return;
  if (last !== undefined && 'text' in last && last.looks === looksOfText) last.text += text;
  else pieces.push({ text, looks: looksOfText });
}

interface TextAttributes {
  t?: string;
  p?: Record<string, unknown> | null;
}

function sharedPieces(binding: BindingV2, shared: XmlElement): Piece<XmlElement>[] {
  const pieces: Piece<XmlElement>[] = [];
  for (const child of shared.toArray()) {
    if (child instanceof XmlElement) pieces.push({ child });
    if (!(child instanceof XmlText)) continue;
    for (const { insert, attributes } of child.toDelta() as { insert: string; attributes?: TextAttributes }[]) {
      append(pieces, insert, looks(binding, attributes?.t ?? TextNode.getType(), attributes?.p ?? {}));
    }
  }
  return pieces;
}

function $nodePieces(binding: BindingV2, node: ElementNode): Piece<LexicalNode>[] {
  const pieces: Piece<LexicalNode>[] = [];
  for (const child of node.getChildren()) {
    if ($isTextNode(child)) append(pieces, child.getTextContent(), $looksOf(binding, child));
    else pieces.push({ child });
  }
  return pieces;
}

/** Type and properties as one comparable string; what is not said, or may not be, has its default. */
function looks(binding: BindingV2, type: string, said: Record<string, unknown>): string {
  const defaults = binding.nodeProperties.get(type) ?? {};
  const properties = Object.entries(defaults).map(([name, usual]) => allowed(type, name, said[name], usual));
  return JSON.stringify([type, properties]);
}

function $looksOf(binding: BindingV2, node: LexicalNode): string {
  return looks(binding, node.getType(), node as unknown as Record<string, unknown>);
}
