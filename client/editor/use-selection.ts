// The block type, formats and link at the selection, for the formatting bar. They are computed once per editor update.
// The bar renders again only when they have changed, so not with every key.

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

/** The formats that a person can set, in the order of the formatting bar. */
export const formats = ['bold', 'italic', 'underline', 'strikethrough', 'code'] as const satisfies TextFormatType[];

export type Format = (typeof formats)[number];

export interface SelectionState {
  readonly block: BlockType | null;
  readonly formats: Readonly<Record<Format, boolean>>;
  readonly link: boolean;
}

const noSelection: SelectionState = {
  block: null,
  formats: { bold: false, italic: false, underline: false, strikethrough: false, code: false },
  link: false,
};

function $selectionState(): SelectionState {
  const selection = $getSelection();
  if (!$isRangeSelection(selection)) return noSelection;
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

function isSame(a: SelectionState, b: SelectionState): boolean {
  return a.block === b.block && a.link === b.link && formats.every((format) => a.formats[format] === b.formats[format]);
}

export function useSelectionState(): SelectionState {
  const [editor] = useLexicalComposerContext();
  const [state, setState] = useState(() => editor.read('latest', $selectionState));
  useEffect(
    () =>
      editor.registerUpdateListener(({ editorState }) => {
        const next = editorState.read($selectionState, { editor });
        setState((previous) => (isSame(previous, next) ? previous : next));
      }),
    [editor],
  );
  return state;
}

export function useHistoryState(): { canUndo: boolean; canRedo: boolean } {
  const [editor] = useLexicalComposerContext();
  const [canUndo, setCanUndo] = useState(false);
  const [canRedo, setCanRedo] = useState(false);
  useEffect(() => {
    const setTo = (set: (can: boolean) => void) => (can: boolean) => {
      set(can);
      return false;
    };
    return mergeRegister(
      editor.registerCommand(CAN_UNDO_COMMAND, setTo(setCanUndo), COMMAND_PRIORITY_EDITOR),
      editor.registerCommand(CAN_REDO_COMMAND, setTo(setCanRedo), COMMAND_PRIORITY_EDITOR),
    );
  }, [editor]);
  return { canUndo, canRedo };
}
