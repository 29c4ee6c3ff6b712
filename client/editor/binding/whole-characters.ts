// Makes edits be of whole characters. @lexical/yjs compares texts by UTF-16 units: of two emoji, which share their
// first unit, it replaces the second, and Yjs stores U+FFFD for each half. This file brings each text up to date just
// before @lexical/yjs compares it, so @lexical/yjs finds no difference.

import type { BindingV2 } from '@lexical/yjs';
import { $getSelection, $isRangeSelection, isCurrentlyReadOnlyMode, type LexicalNode, type TextNode } from 'lexical';
import { Text, type XmlElement, XmlText } from 'yjs';
import { minimalEdit } from '../../../protocol/format/text-diff.ts';

/** To be called once for a binding, before the first update is written. */
export function editWholeCharacters({ mapping }: BindingV2): void {
  const set = mapping.set.bind(mapping);
  mapping.set = (shared: XmlElement | XmlText, made: LexicalNode | TextNode[]) => {
    set(shared, made);
    // @lexical/yjs names the nodes of a text before it compares them, while the editor's state is only read.
    const isWritten = isCurrentlyReadOnlyMode() && shared instanceof XmlText && shared.doc !== null;
    if (isWritten && Array.isArray(made)) $write(shared, made);
  };
}

function $write(shared: XmlText, nodes: readonly TextNode[]): void {
  const before = Text.prototype.toString.call(shared);
  const after = nodes.map((node) => node.getTextContent()).join('');
  if (before === after) return;
  const { index, remove, insert } = minimalEdit(before, after, $caretIn(nodes) ?? after.length);
  shared.delete(index, remove);
  shared.insert(index, insert);
}

/** How many code units of the text of `nodes` are before the caret; null when the caret is not in them. */
function $caretIn(nodes: readonly TextNode[]): number | null {
  const selection = $getSelection();
  if (!$isRangeSelection(selection) || !selection.isCollapsed()) return null;
  const { key, offset } = selection.anchor;
  const index = nodes.findIndex((node) => node.getKey() === key);
  if (index === -1) return null;
  return nodes.slice(0, index).reduce((length, node) => length + node.getTextContentSize(), offset);
}
