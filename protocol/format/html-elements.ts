// What the elements of HTML are to a document: which begin blocks, which are formats, and which hold no words.

import type { Block, Keys } from './body.ts';

export type Attributes = Readonly<Record<string, string>>;

const set = (tags: string): ReadonlySet<string> => new Set(tags.split(' '));

/** Elements without words for a reader. */
export const skipped = set(
  'script style template noscript iframe object embed svg math select textarea audio video canvas title',
);
/** Elements that begin and end a block. */
export const blocks = set(
  'address article aside blockquote body center dd details dialog div dl dt fieldset figcaption figure footer form ' +
    'h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main nav ol p pre section summary table caption tbody thead ' +
    'tfoot tr td th ul',
);
/** Of these, those that never go on in the block before. */
export const own = set('aside blockquote details figure h1 h2 h3 h4 h5 h6 hr ol pre table ul');
/** The format that an element is. */
export const formatTags: Readonly<Record<string, string>> = {
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  cite: 'italic',
  dfn: 'italic',
  var: 'italic',
  u: 'underline',
  ins: 'underline',
  s: 'strikethrough',
  del: 'strikethrough',
  strike: 'strikethrough',
  mark: 'highlight',
  sub: 'subscript',
  sup: 'superscript',
  code: 'code',
  kbd: 'code',
  samp: 'code',
  tt: 'code',
};

/** The palette's name of a colour. */
export const colorName = /^[a-z]{1,20}$/;

export function codeKeys(attributes: Attributes): Keys {
  const language = /(?:^|\s)(?:language|lang|highlight-source)-([\w+#.-]{1,40})/.exec(attributes['class'] ?? '')?.[1];
  return { type: 'code', ...(language !== undefined && { language }) };
}

export function spanOf(attribute: string | undefined): number {
  return /^\d{1,3}$/.test(attribute ?? '') ? Math.max(1, Number(attribute)) : 1;
}

export function wordsIn(read: readonly Block[]): string {
  return read
    .flatMap(({ content }) => content.map(({ insert }) => (typeof insert === 'string' ? insert : '')))
    .join('')
    .trim();
}
