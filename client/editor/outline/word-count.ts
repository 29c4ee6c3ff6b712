// How long the text is, in words as Unicode and the language have them (UAX 29), so that Chinese counts as well.

import { $getSelection, $isRangeSelection } from 'lexical';

import { $textBlocks, $textOf } from '../text-blocks.ts';

export interface WordCount {
  readonly words: number;
  /** Without spaces and line ends, as a reader counts: an emoji of several code points is one. */
  readonly characters: number;
  /** The words that are selected. */
  readonly selected: number;
}

/** The number of words of a text in a language, given as a BCP 47 tag. */
export function wordsIn(text: string, language: string): number {
  let words = 0;
  for (const { isWordLike } of new Intl.Segmenter(language, { granularity: 'word' }).segment(text)) {
    if (isWordLike === true) words += 1;
  }
  return words;
}

/** The number of characters of a text, without spaces. */
export function charactersIn(text: string): number {
  let characters = 0;
  for (const { segment } of new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(text)) {
    if (segment.trim() !== '') characters += 1;
  }
  return characters;
}

/** Counts the text of the editor. Call it inside an editor read. */
export function countOf(language: string): WordCount {
  const text = $textBlocks().map($textOf).join('\n').replaceAll('\uFFFC', ' ');
  const selection = $getSelection();
  const selected = $isRangeSelection(selection) ? selection.getTextContent() : '';
  return {
    words: wordsIn(text, language),
    characters: charactersIn(text),
    selected: selected === '' ? 0 : wordsIn(selected, language),
  };
}
