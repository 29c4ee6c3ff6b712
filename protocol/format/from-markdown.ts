// Blocks from Markdown, as GitHub, Notion, Obsidian and Google Docs write it: marked makes HTML of it, which may also
// stand in it, and from-html.ts reads that. Text that would take a parser too long keeps its marks as words.

import { Lexer, Marked, type MarkedExtension, type Token, type Tokens } from 'marked';

import type { Block } from './body.ts';
import { blocksFromHtml } from './from-html.ts';
import { blocksFromText } from './from-text.ts';
import { escapeHtml } from './to-html.ts';

/** The marks in one paragraph: the parser takes time by the square of their number. Long ones have some dozens. */
const mostMarks = 500;

/** The sum of these squares for a whole text, which takes a second or two. A book has a tenth of it. */
const mostWork = 20_000_000;

/** The characters without a space between them: the parser looks for an address from each of them on. */
const longestWord = /\S{2001}/;

/** The lexer, but for paragraphs that are too hard: their marks stay words. */
class BoundedLexer extends Lexer {
  #work = 0;

  override inlineTokens(source: string, tokens: Token[] = []): Token[] {
    const marks = source.match(/[*_~[\]`<$]/g)?.length ?? 0;
    const isTooHard = marks > mostMarks || this.#work + marks ** 2 > mostWork || longestWord.test(source);
    if (!isTooHard) {
      this.#work += marks ** 2;
      return super.inlineTokens(source, tokens);
    }
    tokens.push({ type: 'text', raw: source, text: source, escaped: false });
    return tokens;
  }
}

const inlineFormula = /^\$(?![\s$])((?:\\[^\n]|[^\\$\n]){0,1000}?)(?<!\s)\$(?!\d)/;
const blockFormula = /^ {0,3}\$\$[ \t]*\n?((?:(?!\$\$)[^]){1,10000}?)\n?[ \t]*\$\$[ \t]*(?:\n|$)/;

const formula = (name: string, level: 'inline' | 'block', form: RegExp, tag: 'code' | 'pre') => ({
  name,
  level,
  // Where a text may end. A block ends with an empty line: to look for a formula before that takes too long.
  ...(level === 'inline' && { start: (source: string) => source.match(/\$/)?.index }),
  tokenizer: (source: string) => {
    const found = form.exec(source);
    return found === null || found[1]!.trim() === '' ? undefined : { type: name, raw: found[0], text: found[1]! };
  },
  renderer: ({ text }: Tokens.Generic) => `<${tag} data-formula>${escapeHtml(text as string)}</${tag}>`,
});

/** The first line of a callout, as GitHub and Obsidian write it; a title may stand behind the kind. */
const alert = /^\[!([a-z]{1,20})\][+-]?[ \t]*/i;

const extension: MarkedExtension = {
  gfm: true,
  extensions: [
    formula('formula', 'inline', inlineFormula, 'code'),
    formula('formulaBlock', 'block', blockFormula, 'pre'),
  ],
  renderer: {
    code({ text, lang }) {
      const [language = ''] = (lang ?? '').split(/[\s{]/, 1);
      const named = language === '' ? '' : ` class="language-${escapeHtml(language)}"`;
      const lines = text.replace(/\n$|$/, '\n'); // browsers show no line end at the end
      return `<pre><code${named}>${escapeHtml(lines)}</code></pre>\n`;
    },
    blockquote({ tokens }) {
      const html = this.parser.parse(tokens);
      const tone = alert.exec(html.slice(0, 100).replace(/^<p>/, ''))?.[1]?.toLowerCase();
      if (tone === undefined) return `<blockquote>\n${html}</blockquote>\n`;
      const words = html
        .replace(/^<p>\[![a-z]+\][+-]?[ \t]+(?=\S)([^\n]*)\n/i, '<p>$1</p>\n<p>') // a title
        .replace(/^<p>\[![a-z]+\][+-]?[ \t]*(?:\n|<br>)*/i, '<p>');
      return `<aside data-tone="${tone}">\n${words}</aside>\n`;
    },
  },
};

const marked = new Marked(extension);

/** The blocks of a Markdown text. */
export function blocksFromMarkdown(markdown: string): Block[] {
  const source = markdown
    .replaceAll(/\r\n?/g, '\n')
    .replace(/^---\n(?:[\w-]+:.*\n|[ \t-].*\n){0,200}---\n/, '') // what Obsidian and others say about a note
    .replaceAll(/^(#{1,6}[ \t].*?)[ \t]*\{#[\w.-]+\}[ \t]*$/gm, '$1') // the names that Google Docs gives
    .replaceAll(/^<aside>[ \t]*\n/gm, '<aside>\n\n') // Notion writes Markdown in it
    .replaceAll(/((?:\]\(|\]:)\s{0,9}<?)data:image\/[\w.+-]+;base64,[\w+/=]*/g, '$1data:,')
    .replaceAll(/^((?:[ \t]*>){10})[ \t>]+/gm, '$1 ')
    .replaceAll(/^([ \t]{80})[ \t]+(?=[-+*]|\d)/gm, '$1')
    .replaceAll(/^((?:[ \t]*[-+*][ \t]){10})[ \t+*-]+/gm, '$1');
  try {
    const options = { ...marked.defaults };
    return blocksFromHtml(marked.parser(new BoundedLexer(options).lex(source), options));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error; // lists in lists, deeper than the parser can go
    return blocksFromText(markdown);
  }
}
