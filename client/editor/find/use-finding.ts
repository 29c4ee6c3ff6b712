// Whether the person looks for words. Ctrl+F opens find instead of the browser's own, which a second Ctrl+F opens: the
// browser's knows nothing of replacing, and paints over others' selections.

import { useLexicalComposerContext } from '@lexical/react/LexicalComposerContext';
import { COMMAND_PRIORITY_EDITOR, IS_APPLE, mergeRegister, registerEventListener } from 'lexical';
import { useEffect, useState } from 'react';

import { FIND_COMMAND } from '../commands.ts';

/** What is open, and how often it was asked for; null for nothing. */
export interface Finding {
  readonly mode: 'find' | 'replace';
  readonly count: number;
}

export function useFinding(): [Finding | null, () => void] {
  const [editor] = useLexicalComposerContext();
  const [finding, setFinding] = useState<Finding | null>(null);
  useEffect(() => {
    const open = (mode: Finding['mode']) => {
      setFinding((before) => ({ mode, count: (before?.count ?? 0) + 1 }));
      return true;
    };
    return mergeRegister(
      editor.registerCommand(FIND_COMMAND, open, COMMAND_PRIORITY_EDITOR),
      registerEventListener(window, 'keydown', (event) => {
        const mode = modeOf(event);
        const isInFind = event.target instanceof Element && event.target.closest('.find') !== null;
        const isInDialog = event.target instanceof Element && event.target.closest('[role=dialog]') !== null;
        if (mode === null || isInDialog || (isInFind && mode === 'find')) return;
        event.preventDefault();
        open(mode);
      }),
    );
  }, [editor]);
  return [finding, () => setFinding(null)];
}

/** Ctrl+F and Ctrl+H, or Cmd+F and Alt+Cmd+F on a Mac. */
function modeOf(event: KeyboardEvent): Finding['mode'] | null {
  const { ctrlKey, metaKey, altKey, shiftKey } = event;
  const isControl = IS_APPLE ? metaKey && !ctrlKey : ctrlKey && !metaKey;
  if (!isControl || shiftKey) return null;
  if (letterOf(event) === 'f') return altKey ? (IS_APPLE ? 'replace' : null) : 'find';
  return letterOf(event) === 'h' && !IS_APPLE && !altKey ? 'replace' : null;
}

/** The letter of a key. Where the key gives none, as with Cyrillic or with Alt, its place on a Latin keyboard decides. */
function letterOf({ key, code }: KeyboardEvent): string {
  return /^[a-z]$/i.test(key) ? key.toLowerCase() : code.replace(/^Key/, '').toLowerCase();
}
