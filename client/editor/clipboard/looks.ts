// What pasted HTML says about looks: of all styles, only those that a format of ours stands for. The page's content
// security policy forbids inline styles also in a document that is only parsed, so they are taken out before parsing.

/** HTML without styles: its style attributes are called `data-style`, and its style sheets stand beside it. */
export interface Unstyled {
  readonly html: string;
  readonly styleSheets: readonly string[];
}

const comment = /<!--(?:-?>|[^]*?(?:--!?>|$))/;
const styleSheet = /<style\b[^>]*(?:>|$)([^]*?)(?:<\/style[^>]*>|$)/;
const startOfElement = /<[a-z](?:"[^"]*(?:"|$)|'[^']*(?:'|$)|[^"'>])*/;

/** Each of the three goes on to the end where its own end is missing, so the search is linear. */
const pieces = new RegExp([comment, styleSheet, startOfElement].map(({ source }) => source).join('|'), 'gi');

const styleName = /"[^"]*"?|'[^']*'?|(?<=[\s"'/])style(?=\s*=)/gi;

/** Takes out styles, which the policy would forbid with an error on the console for each. */
export function withoutStyles(html: string): Unstyled {
  const styleSheets: string[] = [];
  const unstyled = html.replace(pieces, (piece, rules: string | undefined) => {
    if (rules !== undefined) styleSheets.push(rules);
    if (rules !== undefined || piece.startsWith('<!--')) return '';
    return piece.replace(styleName, (part) => (part.toLowerCase() === 'style' ? 'data-style' : part));
  });
  return { html: unstyled, styleSheets };
}

/** CSS properties with their values, of those that stand for a format. */
type Style = Readonly<Record<string, string>>;

type Reader = (value: string) => Style;

const line: Reader = (value) => ({ 'text-decoration': value.match(/underline|line-through|none/g)?.join(' ') ?? '' });
const space: Reader = (value) => ({ 'white-space': /^(?:pre|break-spaces)/.test(value) ? 'pre-wrap' : '' });

/** The properties that count, each as the importers of Lexical read it. */
const readers: Readonly<Record<string, Reader>> = {
  'font-weight': (value) => ({ 'font-weight': /^(?:bold|[6-9]\d\d)/.test(value) ? 'bold' : 'normal' }),
  'font-style': (value) => ({ 'font-style': /^(?:italic|oblique)/.test(value) ? 'italic' : 'normal' }),
  'text-decoration': line,
  'text-decoration-line': line,
  'vertical-align': (value) => ({ 'vertical-align': /^(?:sub|super)$/.test(value) ? value : '' }),
  'white-space': space,
  'white-space-collapse': space,
  'font-family': (value) => ({ 'font-family': value.includes('monospace') ? 'monospace' : '' }),
  'font-size': (value) => ({ 'font-size': value === '26pt' ? value : '' }), // the title of Google Docs
  display: (value) => ({ display: value === 'none' ? value : '' }),
  'mso-hide': () => ({ display: 'none' }),
  'mso-list': (value) => ({ 'mso-list': value }),
};

/** The properties that count of what stands in a style attribute, or between the braces of a style sheet. */
function readStyle(declarations: string): Style {
  const style: Record<string, string> = {};
  for (const declaration of declarations.split(';')) {
    const colon = declaration.indexOf(':');
    const name = declaration.slice(0, colon).trim().toLowerCase();
    if (colon < 0 || !Object.hasOwn(readers, name)) continue;
    Object.assign(
      style,
      readers[name]!(
        declaration
          .slice(colon + 1)
          .trim()
          .toLowerCase(),
      ),
    );
  }
  return style;
}

/** The styles of classes, such as Excel and Apple Notes write them. Selectors of other kinds do not count. */
function classStyles(styleSheets: readonly string[]): Map<string, Style> {
  const styles = new Map<string, Style>();
  for (const styleSheet of styleSheets) {
    for (const rule of styleSheet.split('}')) {
      const [selectors = '', declarations = ''] = rule.split('{');
      const style = readStyle(declarations);
      if (Object.keys(style).length === 0) continue;
      for (const selector of selectors.split(',')) {
        const name = /^(?:<!--|\s)*[a-z]*\d?\.([\w-]+)\s*$/i.exec(selector)?.[1];
        if (name !== undefined) styles.set(name, { ...styles.get(name), ...style });
      }
    }
  }
  return styles;
}

/** The place of an item in a list of Word: `l0 level1 lfo1`, or `Ignore` for the mark of an item. */
export const wordList = 'data-word-list';

/** Puts the styles that count on the elements, which have no others then, and removes what is hidden. */
export function restoreLooks(dom: Document, styleSheets: readonly string[]): void {
  const classes = classStyles(styleSheets);
  const known = new Map<string, Style>();
  const styleOf = (said: string): Style => {
    const style = known.get(said) ?? readStyle(said);
    known.set(said, style);
    return style;
  };
  for (const element of dom.body.querySelectorAll<HTMLElement>('[data-style], [class]')) {
    const ofClasses = classes.size === 0 ? [] : [...element.classList].map((name) => classes.get(name));
    const said = element.getAttribute('data-style');
    element.removeAttribute('data-style');
    const { 'mso-list': list, ...style }: Style = Object.assign({}, ...ofClasses, said === null ? {} : styleOf(said));
    if (list !== undefined) element.setAttribute(wordList, list);
    if (style['display'] === 'none') element.remove();
    else applyStyle(element, style);
  }
}

/** Sets properties one by one, which the policy allows. */
function applyStyle(element: HTMLElement, style: Style): void {
  for (const [name, value] of Object.entries(style)) element.style?.setProperty(name, value);
}
