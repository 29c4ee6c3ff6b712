// What find has found, up to date while everybody goes on writing. A text is searched again only where it changed.

import { useLexicalComposerContext } from '@lexical/react/LexicalComposerContext';
import { $getSelection, $isRangeSelection, HISTORY_PUSH_TAG, type LexicalEditor, type NodeKey } from 'lexical';
import { useEffect, useMemo, useRef, useState } from 'react';

import { $offsetOf } from '../binding/points.ts';
import { $textBlocks, $textOf } from '../text-blocks.ts';
import { $replaceFound, type Found, rangeOf, scrollTo } from './found.ts';
import { expressionFor, type FindOptions, matchesIn } from './matches.ts';
import { paintFound, unpaintFound } from './paint.ts';

/** The text of each block that was searched, until the block changes. */
type Texts = Map<NodeKey, string>;

interface Search {
  readonly all: readonly Found[];
  /** The keys of all blocks that were searched, in order. */
  readonly blocks: readonly NodeKey[];
}

function $search(query: string, options: FindOptions, texts: Texts): Search {
  const expression = expressionFor(query, options);
  if (expression === null) return { all: [], blocks: [] };
  const blocks = $textBlocks();
  const all = blocks.flatMap((block) => {
    const key = block.getKey();
    const text = texts.get(key) ?? $textOf(block);
    texts.set(key, text);
    return matchesIn(text, expression).map((match) => ({ key, ...match }));
  });
  return { all, blocks: blocks.map((block) => block.getKey()) };
}

/** The index of the first match at or behind a place; 0 when all are before it; null for a place in no block. */
function indexFrom({ all, blocks }: Search, { key, start }: Pick<Found, 'key' | 'start'>): number | null {
  const place = blocks.indexOf(key);
  if (place < 0) return null;
  const later = new Set(blocks.slice(place + 1));
  return Math.max(
    0,
    all.findIndex((found) => (found.key === key ? found.start >= start : later.has(found.key))),
  );
}

const nothing: Search & { current: number } = { all: [], blocks: [], current: 0 };

export interface Find {
  readonly all: readonly Found[];
  /** The index of the current match; 0 when there is none. */
  readonly current: number;
  /** Goes so many matches on, round the end. */
  move(by: 1 | -1): void;
  replace(replacement: string): void;
  /** The number of matches that were replaced. */
  replaceAll(replacement: string): number;
}

export function useFind(query: string, { matchCase, wholeWords }: FindOptions): Find {
  const [editor] = useLexicalComposerContext();
  const texts = useRef<Texts>(new Map());
  const options = useMemo(() => ({ matchCase, wholeWords }), [matchCase, wholeWords]);
  const [{ all, blocks, current }, setState] = useState<Search & Pick<Find, 'current'>>(nothing);
  /** The match that was shown last; a new search goes on from there. */
  const place = useRef<Pick<Found, 'key' | 'start'> | null>(null);
  useEffect(() => {
    const first = editor.read('latest', () => {
      const search = $search(query, options, texts.current);
      place.current ??= $caret();
      return { ...search, current: (place.current && indexFrom(search, place.current)) ?? 0 };
    });
    setState(first);
    showFound(editor, first.all[first.current]);
    return editor.registerUpdateListener(({ editorState, dirtyElements }) => {
      if (dirtyElements.size === 0) return;
      for (const key of dirtyElements.keys()) texts.current.delete(key);
      const search = editorState.read(() => $search(query, options, texts.current), { editor });
      const found = place.current && indexFrom(search, place.current);
      // Where the block of the place is gone, the next match has its number.
      setState((before) => ({
        ...search,
        current: found ?? Math.max(0, Math.min(before.current, search.all.length - 1)),
      }));
    });
  }, [editor, query, options]);
  useEffect(() => {
    place.current = all[current] ?? place.current;
    const paint = () => paintFound(editor, all, current);
    paint();
    window.addEventListener('scroll', paint, { passive: true });
    window.addEventListener('resize', paint);
    return () => {
      window.removeEventListener('scroll', paint);
      window.removeEventListener('resize', paint);
    };
  }, [editor, all, current]);
  useEffect(() => unpaintFound, []);
  return {
    all,
    current,
    move(by) {
      const next = all.length === 0 ? 0 : (current + by + all.length) % all.length;
      setState({ all, blocks, current: next });
      showFound(editor, all[next]);
    },
    replace(replacement) {
      const found = all[current];
      if (found === undefined) return;
      editor.update(() => $replaceFound([found], replacement), { discrete: true, tag: HISTORY_PUSH_TAG });
      // The words that replaced the match may match again: the next one is behind them.
      const behind = { ...found, start: found.start + replacement.length };
      setState((now) => ({ ...now, current: indexFrom(now, behind) ?? 0 }));
    },
    replaceAll(replacement) {
      editor.update(() => $replaceFound(all, replacement), { discrete: true, tag: HISTORY_PUSH_TAG });
      return all.length;
    },
  };
}

function showFound(editor: LexicalEditor, found: Found | undefined): void {
  const range = found && rangeOf(editor, found);
  if (range) scrollTo(range);
}

function $caret(): Pick<Found, 'key' | 'start'> | null {
  const selection = $getSelection();
  if (!$isRangeSelection(selection)) return null;
  const place = $offsetOf(selection.isBackward() ? selection.focus : selection.anchor);
  return place && { key: place.block.node.getKey(), start: place.offset };
}
