// Containers in pasted HTML: `details` is a toggle, and `aside` a callout, as Quire, Notion and web pages have them.

import { BlockSchema, defineImportRule, DOMImportExtension, sel } from '@lexical/html';
import { configExtension, defineExtension } from 'lexical';

import { toneOfAlert } from '../../../protocol/format/container-paths.ts';
import { $createContainerNode } from '../../../protocol/format/containers.ts';

const toggle = defineImportRule({
  match: sel.tag('details'),
  $import: (context, element) => [
    $createContainerNode({ type: 'toggle' }, context.$importChildren(element, { schema: BlockSchema })),
  ],
});

/** The summary is a block, or holds one, such as a heading. */
const summary = defineImportRule({
  match: sel.tag('summary'),
  $import: (context, element) => context.$importChildren(element, { schema: BlockSchema }),
});

const callout = defineImportRule({
  match: sel.tag('aside'),
  $import: (context, element) => {
    const tone = toneOfAlert(element.dataset['tone']);
    return [$createContainerNode({ type: 'callout', tone }, context.$importChildren(element, { schema: BlockSchema }))];
  },
});

export const ContainerImportExtension = defineExtension({
  name: 'quire/container-import',
  dependencies: [configExtension(DOMImportExtension, { rules: [toggle, summary, callout] })],
});
