// Markdown: as people type it (`# ` makes a heading, `- ` a list, `**bold**` bold) and as they download a document.
// Only things that Quire can show: headings have three levels, and `---` makes a rule.

import { $createHorizontalRuleNode, $isHorizontalRuleNode, HorizontalRuleNode } from '@lexical/extension';
import {
  $convertToMarkdownString,
  BOLD_ITALIC_STAR,
  BOLD_ITALIC_UNDERSCORE,
  BOLD_STAR,
  BOLD_UNDERSCORE,
  CHECK_LIST,
  CODE,
  type ElementTransformer,
  HEADING,
  INLINE_CODE,
  ITALIC_STAR,
  ITALIC_UNDERSCORE,
  LINK,
  ORDERED_LIST,
  QUOTE,
  STRIKETHROUGH,
  type Transformer,
  UNORDERED_LIST,
} from '@lexical/markdown';

const heading: ElementTransformer = { ...HEADING, regExp: /^(#{1,3})\s/ };

const rule: ElementTransformer = {
  dependencies: [HorizontalRuleNode],
  export: (node) => ($isHorizontalRuleNode(node) ? '---' : null),
  regExp: /^(---|\*\*\*|___)\s$/,
  replace: (parent, _children, _match, isImport) => {
    const line = $createHorizontalRuleNode();
    // The paragraph stays below the rule, so that there is somewhere to go on writing.
    if (isImport) parent.replace(line);
    else parent.insertBefore(line);
  },
  type: 'element',
};

/** The Markdown shortcuts; a longer mark comes before a shorter one that begins alike. */
export const transformers: Transformer[] = [
  heading,
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
  LINK,
];

/** The whole text as Markdown. Call it inside an editor read. */
export function $textAsMarkdown(): string {
  return $convertToMarkdownString(transformers);
}
