// The colours of code, painted over the text with the CSS Custom Highlight API: no node of the text changes, so neither
// typing, an input method nor the carets of others are disturbed, and a browser without it shows plain code. Only lines
// that changed are read again, when the browser is idle, and only those in view have colours.

import { CodeNode } from '@lexical/code-core';
import { $getNodeByKey, type LexicalEditor, mergeRegister, type NodeKey } from 'lexical';

import { languageOf } from './languages.ts';
import { type Line, linesOf, longestCode, readFrom } from './lines.ts';
import type { Kind, Tokenize } from './tokens.ts';
import './code-colors.css';

interface Block {
  readonly element: HTMLElement;
  readonly language: string | null;
  /** Null until the grammar is there. */
  readonly tokenize: Tokenize | null;
  readonly lines: readonly Line[];
}

/** The time in milliseconds for which code is read at once. */
const slice = 8;

const shown = new Map<Kind, Highlight>();

function highlightOf(kind: Kind): Highlight {
  let highlight = shown.get(kind);
  if (highlight === undefined) {
    shown.set(kind, (highlight = new Highlight()));
    CSS.highlights.set(`code-${kind}`, highlight);
  }
  return highlight;
}

/** Paints the code of an editor as long as the result is not called. */
export function paintCode(editor: LexicalEditor): () => void {
  const blocks = new Map<NodeKey, Block>();
  const changed = new Set<NodeKey>();
  const tokenizers = new Map<string, Tokenize>();
  const asked = new Set<string>();

  /** Fetches a grammar, once; another change of the block tries again after a failure. */
  const fetchGrammar = (language: string) => {
    if (asked.has(language)) return;
    asked.add(language);
    import('./tokens.ts')
      .then(async ({ tokenizerFor }) => {
        tokenizers.set(language, await tokenizerFor(language));
        for (const [key, block] of blocks) if (block.language === language) changed.add(key);
        schedule();
      })
      .catch(() => asked.delete(language));
  };

  const readBlock = (key: NodeKey): Block | null => {
    const said = editor.read('latest', () => {
      const node = $getNodeByKey(key);
      return node instanceof CodeNode ? (node.getLanguage() ?? '') : null;
    });
    const element = editor.getElementByKey(key);
    if (said === null || element === null) return null;
    const language = languageOf(said);
    if (language !== null && element.textContent.length <= longestCode) fetchGrammar(language);
    const tokenize = (language !== null && tokenizers.get(language)) || null;
    const before = blocks.get(key);
    const known = before?.tokenize === tokenize ? before.lines : [];
    return { element, language, tokenize, lines: tokenize === null ? [] : linesOf(element, known) };
  };

  let isScheduled = false;
  const schedule = () => {
    if (isScheduled) return;
    isScheduled = true;
    whenIdle(() => {
      isScheduled = false;
      for (const key of changed) {
        const block = readBlock(key);
        const end = performance.now() + slice;
        if (block === null) blocks.delete(key);
        else blocks.set(key, block);
        const isDone = block === null || block.tokenize === null || readFrom(block.lines, block.tokenize, end);
        if (!isDone) break;
        changed.delete(key);
      }
      paint([...blocks.values()]);
      if (changed.size > 0) schedule();
    });
  };
  const onView = () => blocks.size > 0 && schedule();
  window.addEventListener('scroll', onView, { passive: true, capture: true });
  window.addEventListener('resize', onView);
  return mergeRegister(
    editor.registerMutationListener(CodeNode, (mutations) => {
      for (const key of mutations.keys()) changed.add(key);
      schedule();
    }),
    // A change within a block is none of its node.
    editor.registerUpdateListener(({ dirtyElements }) => {
      const touched = [...dirtyElements.keys()].filter((key) => blocks.has(key));
      for (const key of touched) changed.add(key);
      if (touched.length > 0) schedule();
    }),
    () => {
      window.removeEventListener('scroll', onView, { capture: true });
      window.removeEventListener('resize', onView);
      blocks.clear();
      paint([]);
    },
  );
}

/** Paints the lines in view, and those within a screen of it. */
function paint(blocks: readonly Block[]): void {
  for (const highlight of shown.values()) highlight.clear();
  for (const { element, lines } of blocks) {
    const { top, bottom, height } = element.getBoundingClientRect();
    if (lines.length === 0 || bottom < -innerHeight || top > 2 * innerHeight) continue;
    const perPixel = lines.length / height;
    const first = Math.floor((-innerHeight - top) * perPixel) - 1;
    const last = Math.ceil((2 * innerHeight - top) * perPixel) + 1;
    for (const line of lines.slice(Math.max(0, first), Math.max(0, last))) {
      for (const { kind, start, end } of line.tokens) {
        const range = rangeIn(line, start, end);
        if (range !== null) highlightOf(kind).add(range);
      }
    }
  }
}

/** Null for a text that changed since it was read; its block is read again soon. */
function rangeIn({ parts }: Line, start: number, end: number): Range | null {
  const first = parts.findLast((part) => part.start <= start)!;
  const last = parts.findLast((part) => part.start < end)!;
  if (start - first.start > first.node.length || end - last.start > last.node.length) return null;
  const range = new Range();
  range.setStart(first.node, start - first.start);
  range.setEnd(last.node, end - last.start);
  return range;
}

/** Safari has no `requestIdleCallback`. */
function whenIdle(run: () => void): void {
  if ('requestIdleCallback' in window) window.requestIdleCallback(run, { timeout: 500 });
  else setTimeout(run, 100);
}
