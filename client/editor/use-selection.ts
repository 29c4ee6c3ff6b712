// What the selection is in, for what reflects it on the page: the toolbar. It is computed once per editor update and
// handed on only when it has changed, so that typing renders nothing.

import { useLexicalComposerContext } from '@lexical/react/LexicalComposerContext';
import {
  $getSelection,
  $isRangeSelection,
  CAN_REDO_COMMAND,
  CAN_UNDO_COMMAND,
  COMMAND_PRIORITY_EDITOR,
  mergeRegister,
  type TextFormatType,
} from 'lexical';
import { useEffect, useState } from 'react';

import { $blockTypeOf, type BlockType } from './blocks.ts';
import { $linkAt } from './links.ts';

/** The formats a person can set, in the order of the toolbar. */
export const formats = ['bold', 'italic', 'underline', 'strikethrough', 'code'] as const satisfies TextFormatType[];

export type Format = (typeof formats)[number];

export interface SelectionState {
  readonly block: BlockType | null;
  readonly formats: Readonly<Record<Format, boolean>>;
  readonly link: boolean;
}

const nothing: SelectionState = {
  block: null,
  formats: { bold: false, italic: false, underline: false, strikethrough: false, code: false },
  link: false,
};

function $selectionState(): SelectionState {
  const selection = $getSelection();
  if (!$isRangeSelection(selection)) return nothing;
  const has = (format: Format) => selection.hasFormat(format);
  return {
    block: $blockTypeOf(selection),
    formats: {
      bold: has('bold'),
      italic: has('italic'),
      underline: has('underline'),
      strikethrough: has('strikethrough'),
      code: has('code'),
    },
    link: $linkAt(selection) !== null,
  };
}

function same(a: SelectionState, b: SelectionState): boolean {
  return a.block === b.block && a.link === b.link && formats.every((format) => a.formats[format] === b.formats[format]);
}

/** The selection's state, kept up to date. */
export function useSelectionState(): SelectionState {
  const [editor] = useLexicalComposerContext();
  const [state, setState] = useState(nothing);
  useEffect(
    () =>
      editor.registerUpdateListener(({ editorState }) => {
        const next = editorState.read($selectionState, { editor });
        setState((previous) => (same(previous, next) ? previous : next));
      }),
    [editor],
  );
  return state;
}

/** Whether there is something to undo and to redo. */
export function useHistoryState(): { canUndo: boolean; canRedo: boolean } {
  const [editor] = useLexicalComposerContext();
  const [canUndo, setCanUndo] = useState(false);
  const [canRedo, setCanRedo] = useState(false);
  useEffect(() => {
    const remember = (set: (can: boolean) => void) => (can: boolean) => {
      set(can);
      return false;
    };
    return mergeRegister(
      editor.registerCommand(CAN_UNDO_COMMAND, remember(setCanUndo), COMMAND_PRIORITY_EDITOR),
      editor.registerCommand(CAN_REDO_COMMAND, remember(setCanRedo), COMMAND_PRIORITY_EDITOR),
    );
  }, [editor]);
  return { canUndo, canRedo };
}
