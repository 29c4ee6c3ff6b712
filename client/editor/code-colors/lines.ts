// The lines of a block of code as the page shows them, and which of them have to be read again after a change.

import type { State, Token, Tokenize } from './tokens.ts';

/** A line and the text nodes that it consists of. */
export interface Line {
  readonly text: string;
  readonly parts: readonly { readonly node: Text; readonly start: number }[];
  tokens: readonly Token[];
  /** What the lines before it leave open, and what it does; undefined before it was read. */
  start: State | undefined;
  end: State | undefined;
  /** How often the time for the line was over before its end. */
  tries: number;
}

/** A grammar takes time at first, and more on a busy machine. */
const mostTries = 20;

/** Longer code stays plain. */
export const longestCode = 100_000;

/** The lines of the code in an element. Those at the start and the end that did not change are those of `known`. */
export function linesOf(element: Element, known: readonly Line[]): readonly Line[] {
  if (element.textContent.length > longestCode) return [];
  const lines = shownLines(element);
  const shorter = Math.min(lines.length, known.length);
  let same = 0;
  while (same < shorter && isSame(lines[same]!, known[same]!)) same += 1;
  let rest = 0;
  while (rest < shorter - same && isSame(lines.at(-1 - rest)!, known.at(-1 - rest)!)) rest += 1;
  return [...known.slice(0, same), ...lines.slice(same, lines.length - rest), ...known.slice(known.length - rest)];
}

function isSame(a: Line, b: Line): boolean {
  return (
    a.text === b.text && a.parts.length === b.parts.length && a.parts.every(({ node }, i) => node === b.parts[i]!.node)
  );
}

/** Objects in a line are no code. */
function shownLines(element: Element): Line[] {
  const lines: { text: string; parts: { node: Text; start: number }[] }[] = [{ text: '', parts: [] }];
  const [elements, texts, accept, reject] = [1, 4, 1, 2]; // the constants of NodeFilter
  const isObject = (node: Node) => node.nodeType === 1 && (node as Element).getAttribute('contenteditable') === 'false';
  const walker = element.ownerDocument.createTreeWalker(element, elements | texts, (node) =>
    isObject(node) ? reject : accept,
  );
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const line = lines.at(-1)!;
    if (node.nodeName === 'BR') {
      lines.push({ text: '', parts: [] });
    } else if (node.nodeType === 3) {
      line.parts.push({ node: node as Text, start: line.text.length });
      line.text += (node as Text).data;
    }
  }
  return lines.map((line) => ({ ...line, tokens: [], start: undefined, end: undefined, tries: 0 }));
}

/**
 * Reads the lines that changed, and those behind them to which something else is open now. False when the time `end`
 * came before the last line; the next call goes on there.
 */
export function readFrom(
  lines: readonly Line[],
  tokenize: Tokenize,
  end: number,
  now = () => performance.now(),
): boolean {
  let open: State = null;
  for (const line of lines) {
    if (line.end === undefined || !isAlike(line.start, open)) {
      if (now() > end) return false;
      const read = tokenize(line.text, open);
      Object.assign(line, { tokens: read.tokens, start: open, end: read.end });
      // The next try begins with what the grammar has learnt; at last, the rest of the line stays as it is.
      if (read.isCut && (line.tries += 1) < mostTries) {
        line.end = undefined;
        return false;
      }
    }
    open = line.end!;
  }
  return true;
}

function isAlike(a: State | undefined, b: State): boolean {
  return a === b || (a != null && b !== null && a.equals(b));
}
