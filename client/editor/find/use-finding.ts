// Whether the person looks for words.

import { useLexicalComposerContext } from '@lexical/react/LexicalComposerContext';
import { COMMAND_PRIORITY_EDITOR } from 'lexical';
import { useEffect, useState } from 'react';

import { FIND_COMMAND } from '../commands.ts';

/** What is open, and how often it was asked for. */
export interface Finding {
  readonly mode: 'find' | 'replace';
  readonly count: number;
}

/** What is open, null for nothing, and what closes it. */
export function useFinding(): [Finding | null, () => void] {
  const [editor] = useLexicalComposerContext();
  const [finding, setFinding] = useState<Finding | null>(null);
  useEffect(
    () =>
      editor.registerCommand(
        FIND_COMMAND,
        (mode) => {
          setFinding((before) => ({ mode, count: (before?.count ?? 0) + 1 }));
          return true;
        },
        COMMAND_PRIORITY_EDITOR,
      ),
    [editor],
  );
  return [finding, () => setFinding(null)];
}
