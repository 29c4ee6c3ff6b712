// Formulas as HTML and MathML, by KaTeX. A formula comes from peers: it can neither link nor load anything, defines no
// commands, and ends after a bounded time. Pure; needs no DOM.

import katex from 'katex';

import { texts } from '../../texts/texts.ts';

/** The commands that define others, by which a short formula could take hours, and those that write on the console. */
const refused = /^\\(?:[gex]?def|let|futurelet|(?:re)?newcommand|providecommand|global|long|message|errmessage|show)$/;

/** A formula drawn as HTML and MathML, or a sentence on why it cannot be. */
export type Drawn =
  | { readonly type: 'drawn'; readonly html: string }
  | { readonly type: 'wrong'; readonly why: string };

export function drawnFormula(formula: string, isBlock: boolean): Drawn {
  const command = formula.match(/\\(?:[a-z@]+|[^])/gi)?.find((word) => refused.test(word));
  if (command !== undefined) return { type: 'wrong', why: texts.formula.refused(command) };
  try {
    const html = katex.renderToString(formula, {
      displayMode: isBlock,
      output: 'htmlAndMathml',
      trust: false,
      strict: 'ignore',
      maxExpand: 1_000,
      maxSize: 20,
      errorColor: 'var(--danger)',
    });
    return { type: 'drawn', html };
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/^KaTeX parse error: /, '') : String(error);
    return { type: 'wrong', why: texts.formula.wrong(why) };
  }
}
