// The colours of words, and of the highlight behind them, as Lexical keeps them: a document names a colour of the
// palette, and the style of a text names it in the two declarations that `styleOf` writes. No other style is allowed.

import type { Formats } from '../../protocol/format/body.ts';
import { colorNames } from '../../protocol/format/schema.ts';

const names = colorNames.join('|');
const declarations = new RegExp(
  `^(?:color: var\\(--text-(${names})\\);)?(?:background-color: var\\(--mark-(${names})\\);)?$`,
);

/** The style of a text that has these formats. */
export function styleOf({ color, highlight }: Formats): string {
  const ofWords = typeof color === 'string' ? `color: var(--text-${color});` : '';
  return ofWords + (typeof highlight === 'string' ? `background-color: var(--mark-${highlight});` : '');
}

/** The formats in the style of a text. */
export function colorsIn(style: string): Formats {
  if (style === '') return {};
  const [, color, highlight] = declarations.exec(style) ?? [];
  return { ...(color && { color }), ...(highlight && { highlight }) };
}

/** Whether a style names colours and nothing else, as `styleOf` writes it. */
export function isColors(style: unknown): boolean {
  return typeof style === 'string' && declarations.test(style);
}
