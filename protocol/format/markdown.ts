// Markdown as people type it: `# ` makes a heading, `- ` a list, `**bold**` bold. `---` makes a rule with Enter or with
// a space. Only things that Quire can show. to-markdown.ts writes a document as Markdown.

import { $createHorizontalRuleNode, $isHorizontalRuleNode, HorizontalRuleNode } from '@lexical/extension';
import {
  BOLD_ITALIC_STAR,
  BOLD_ITALIC_UNDERSCORE,
  BOLD_STAR,
  BOLD_UNDERSCORE,
  CHECK_LIST,
  CODE,
  type ElementTransformer,
  HEADING,
  HIGHLIGHT,
  INLINE_CODE,
  ITALIC_STAR,
  ITALIC_UNDERSCORE,
  LINK,
  ORDERED_LIST,
  QUOTE,
  STRIKETHROUGH,
  type TextMatchTransformer,
  type Transformer,
  UNORDERED_LIST,
} from '@lexical/markdown';
import {
  $createListItemNode,
  $createListNode,
  $isListItemNode,
  $isListNode,
  ListItemNode,
  ListNode,
} from '@lexical/list';
import { $isQuoteNode, QuoteNode } from '@lexical/rich-text';
import { $createParagraphNode, type ElementNode } from 'lexical';

import { alerts, toneOfAlert } from './container-paths.ts';
import { $createContainerNode, ContainerNode } from './containers.ts';

import { $isImageNode } from './file-nodes.ts';
import { inlineFormula } from './formula.ts';

const rule: ElementTransformer = {
  dependencies: [HorizontalRuleNode],
  export: (node) => ($isHorizontalRuleNode(node) ? '---' : null),
  regExp: /^(---|\*\*\*|___)\s?$/,
  replace: (parent, _children, _match, isImport) => {
    const line = $createHorizontalRuleNode();
    // The paragraph stays below the rule, so that there is somewhere to go on writing.
    if (isImport) parent.replace(line);
    else parent.insertBefore(line);
  },
  triggerOnEnter: true,
  type: 'element',
};

/** `- [ ] `: the `- ` has made a bullet already, and the rest makes the bullet an item to check. */
const checkItem: TextMatchTransformer = {
  dependencies: [ListNode, ListItemNode],
  regExp: /^\[([ xX]?)\] $/,
  replace: (mark, [, tick]) => {
    const item = mark.getParent();
    const list = item?.getParent();
    if (!$isListItemNode(item) || !$isListNode(list) || list.getListType() !== 'bullet') return;
    if (mark.getPreviousSibling() !== null) return;
    $putIntoOwnList(item, list);
    item.setChecked(/x/i.test(tick!));
    mark.remove();
    if (item.isEmpty()) item.select();
  },
  trigger: ' ',
  type: 'text-match',
};

/** A line that becomes the first in a container. The words of the mark are still in it, and Lexical takes them away. */
function $putIntoContainer(line: ElementNode, said: Parameters<typeof $createContainerNode>[0]): void {
  const container = $createContainerNode(said);
  line.insertBefore(container, false);
  container.clear().append(line);
  line.select(0, 0);
}

/** `::: ` as in VitePress and Docusaurus. */
const callout: ElementTransformer = {
  dependencies: [ContainerNode],
  export: () => null,
  regExp: /^:::\s/,
  replace: (line) => $putIntoContainer(line, { type: 'callout', tone: 'note' }),
  type: 'element',
};

/** `>> ` or `+> `, since `> ` makes a quote. */
const toggle: ElementTransformer = {
  dependencies: [ContainerNode],
  export: () => null,
  regExp: /^(?:>>|\+>)\s/,
  replace: (line) => $putIntoContainer(line, { type: 'toggle' }),
  type: 'element',
};

/** `> [!NOTE] ` as on GitHub and in Obsidian: the `> ` has made a quote already, and the rest makes a callout of it. */
const alert: TextMatchTransformer = {
  dependencies: [QuoteNode, ContainerNode],
  regExp: new RegExp(`^\\[!(${alerts.join('|')})\\] $`, 'i'),
  replace: (mark, [, name]) => {
    const quote = mark.getParent();
    if (!$isQuoteNode(quote) || mark.getPreviousSibling() !== null) return;
    const line = $createParagraphNode().append(...quote.getChildren());
    quote.replace(line);
    $putIntoContainer(line, { type: 'callout', tone: toneOfAlert(name) });
    mark.remove();
    if (line.isEmpty()) line.select();
  },
  trigger: ' ',
  type: 'text-match',
};

/** Takes an item out of its list into a check list of its own, between the items before it and those behind. */
function $putIntoOwnList(item: ListItemNode, list: ListNode): void {
  const rest = item.getNextSiblings();
  const own = $createListNode('check');
  $insertListAfter(list, own);
  if (rest.length > 0) {
    const tail = $createListNode('bullet');
    $insertListAfter(own, tail);
    tail.append(...rest);
  }
  own.append(item);
  const wrapper = list.getParent();
  if (list.isEmpty()) ($isListItemNode(wrapper) ? wrapper : list).remove();
}

/** A list within another stands in an item of its own. */
function $insertListAfter(list: ListNode, next: ListNode): void {
  const wrapper = list.getParent();
  if ($isListItemNode(wrapper)) wrapper.insertAfter($createListItemNode().append(next), false);
  else list.insertAfter(next, false);
}

/** The mark at the start of a caption would make another block of the image. */
function outsideCaptions(transformer: Transformer): Transformer {
  if (transformer.type !== 'element' && transformer.type !== 'multiline-element') return transformer;
  const { replace } = transformer as ElementTransformer;
  const $replace: typeof replace = (parent, ...rest) => ($isImageNode(parent) ? false : replace(parent, ...rest));
  return { ...transformer, replace: $replace } as Transformer;
}

/** The Markdown shortcuts; a longer mark comes before a shorter one that begins alike. */
export const transformers: Transformer[] = [
  HEADING,
  callout,
  toggle,
  QUOTE,
  CHECK_LIST,
  UNORDERED_LIST,
  ORDERED_LIST,
  rule,
  CODE,
  INLINE_CODE,
  BOLD_ITALIC_STAR,
  BOLD_ITALIC_UNDERSCORE,
  BOLD_STAR,
  BOLD_UNDERSCORE,
  ITALIC_STAR,
  ITALIC_UNDERSCORE,
  STRIKETHROUGH,
  HIGHLIGHT,
  checkItem,
  inlineFormula,
  alert,
  LINK,
].map(outsideCaptions);
