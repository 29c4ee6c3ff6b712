// Code blocks: one block of several lines. Its words are code nodes, as Lexical's extension for the keys of code wants
// them (Tab, Enter, Alt with arrows); formats that words had before stay. There are no links in code. code-keys.ts has
// the keys that Lexical leaves out.

import { $isCodeHighlightNode, $isCodeNode, CodeHighlightNode, type CodeNode } from '@lexical/code-core';
import { AutoLinkNode, LinkNode } from '@lexical/link';
import {
  $createTextNode,
  $findMatchingParent,
  $getSelection,
  $isRangeSelection,
  type LexicalEditor,
  mergeRegister,
  type PointType,
  type RangeSelection,
  TextNode,
} from 'lexical';

import { $createCodeText } from './binding/render.ts';

/** The spaces that Shift+Tab takes from the start of a line without a tab. */
export const codeTabSize = 2;

/** The code block that a point is in. */
export function $codeAt(point: PointType): CodeNode | null {
  return $findMatchingParent(point.getNode(), $isCodeNode);
}

/** The code block in which all of the selection is. */
export function $codeOf({ anchor, focus }: RangeSelection): CodeNode | null {
  const code = $codeAt(anchor);
  return code?.is($codeAt(focus)) ? code : null;
}

/** Keeps the words of code code nodes, and those of other blocks texts. */
export function registerCode(editor: LexicalEditor): () => void {
  return mergeRegister(
    editor.registerNodeTransform(TextNode, (node) => {
      if ($isCodeNode(node.getParent()) && !node.isComposing()) {
        $replaceText(node, $createCodeText(node.getTextContent(), node.getFormat(), node.getStyle()));
      }
    }),
    editor.registerNodeTransform(CodeHighlightNode, (node) => {
      if (!$isCodeNode(node.getParent())) {
        const text = $createTextNode(node.getTextContent()).setFormat(node.getFormat()).setStyle(node.getStyle());
        return $replaceText(node, text);
      }
      const next = node.getNextSibling();
      if (!$isCodeHighlightNode(next) || next.getFormat() !== node.getFormat()) return;
      if (next.getStyle() === node.getStyle()) node.mergeWithSibling(next);
    }),
    ...[LinkNode, AutoLinkNode].map((klass) => editor.registerNodeTransform<LinkNode>(klass, $unwrapInCode)),
  );
}

/** Puts a text node in the place of another of the same length. The caret stays. */
function $replaceText(old: TextNode, node: TextNode): void {
  const selection = $getSelection();
  const points = $isRangeSelection(selection) ? [selection.anchor, selection.focus] : [];
  const offsets = points.map(({ key, offset }) => (key === old.getKey() ? offset : null));
  old.replace(node);
  const now = $getSelection(); // Lexical replaces the selection as well
  if (!$isRangeSelection(now)) return;
  for (const [i, point] of [now.anchor, now.focus].entries()) {
    const offset = offsets[i];
    if (offset !== null && offset !== undefined) point.set(node.getKey(), offset, 'text');
  }
}

function $unwrapInCode(link: LinkNode): void {
  if (!$isCodeNode(link.getParent())) return;
  for (const child of link.getChildren()) link.insertBefore(child, false);
  link.remove();
}
