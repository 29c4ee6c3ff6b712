// The parts of a line of code, by Shiki: its grammars and its engine of regular expressions in JavaScript, which needs
// neither eval nor WebAssembly. Pure; needs no DOM.

import { createHighlighterCore, type ThemeRegistration } from '@shikijs/core';
import { createJavaScriptRegexEngine } from '@shikijs/engine-javascript';

import { languages } from './languages.ts';

/** What a part of a line is, by the scopes of grammars. */
const scopes = {
  comment: ['comment', 'punctuation.definition.comment'],
  string: ['string', 'punctuation.definition.string', 'markup.inline.raw', 'markup.inserted', 'markup.quote'],
  number: ['constant.numeric', 'constant.language', 'constant.character', 'support.constant', 'keyword.other.unit'],
  keyword: ['keyword', 'storage', 'variable.language', 'markup.heading', 'entity.name.section'],
  function: ['entity.name.function', 'support.function', 'markup.underline.link'],
  type: ['entity.name.type', 'entity.name.class', 'support.type', 'support.class', 'entity.other.inherited-class'],
  tag: ['entity.name.tag', 'markup.deleted'],
  property: ['entity.other.attribute-name', 'support.type.property-name', 'meta.object-literal.key'],
} as const;

export type Kind = keyof typeof scopes;

export const kinds = Object.keys(scopes) as Kind[];

const plain = '#000000';
const colorOf = (kind: Kind) => `#00000${kinds.indexOf(kind) + 1}`;

/** A theme whose colours are the numbers of the kinds. */
const theme: ThemeRegistration = {
  name: 'kinds',
  type: 'light',
  fg: plain,
  bg: '#ffffff',
  settings: [
    { settings: { foreground: plain } },
    ...kinds.map((kind) => ({ scope: [...scopes[kind]], settings: { foreground: colorOf(kind) } })),
    { scope: ['keyword.operator', 'punctuation.definition.template-expression'], settings: { foreground: plain } },
  ],
};

export interface Token {
  readonly kind: Kind;
  readonly start: number;
  readonly end: number;
}

/** What a line leaves open for the next, such as a comment; null before the first line. */
export type State = { equals(other: unknown): boolean } | null;

/** The parts of a line that are more than plain, and what the line leaves open. */
export interface TokenizedLine {
  readonly tokens: Token[];
  readonly end: State;
  /** Whether the time was over before the end of the line. */
  readonly isCut: boolean;
}

export type Tokenize = (line: string, state: State) => TokenizedLine;

const highlighter = createHighlighterCore({
  engine: createJavaScriptRegexEngine({ forgiving: true }),
  themes: [theme],
});

/** A longer line, such as a program without line breaks, stays plain. */
const longestLine = 2_000;

/** The time for a line in milliseconds. The first lines of a language take some of it for the grammar. */
const longestTime = 100;

/** The place of the colour in what a grammar says about a part. */
const [colorMask, colorShift] = [0xff8000, 15];

/** Fetches the grammar of a language of `languages`. */
export async function tokenizerFor(language: string): Promise<Tokenize> {
  const [core, { default: grammars }] = await Promise.all([highlighter, languages[language]!.load()]);
  await core.loadLanguage(...grammars);
  const grammar = core.getLanguage(language);
  const { colorMap } = core.setTheme(theme);
  const kindByColor = new Map(kinds.map((kind) => [colorOf(kind).toUpperCase(), kind]));
  const kindOf = (metadata: number) => kindByColor.get(colorMap[(metadata & colorMask) >>> colorShift]!.toUpperCase());
  return (line, state) => {
    if (line.length > longestLine) return { tokens: [], end: state, isCut: false };
    type Stack = Parameters<typeof grammar.tokenizeLine2>[1];
    const { tokens: parts, ruleStack, stoppedEarly } = grammar.tokenizeLine2(line, state as Stack, longestTime);
    const tokens: Token[] = [];
    for (let i = 0; i < parts.length; i += 2) {
      const kind = kindOf(parts[i + 1]!);
      const [start, end] = [parts[i]!, parts[i + 2] ?? line.length];
      if (kind !== undefined && start < end) tokens.push({ kind, start, end });
    }
    return { tokens, end: ruleStack, isCut: stoppedEarly };
  };
}
