// Whether the sheet of keyboard shortcuts is open.

import { useLexicalComposerContext } from '@lexical/react/LexicalComposerContext';
import { COMMAND_PRIORITY_EDITOR } from 'lexical';
import { useEffect, useState } from 'react';

import { SHOW_SHORTCUTS_COMMAND } from './commands.ts';

/** Whether the sheet is open, and what closes it. */
export function useShortcutsSheet(): [boolean, () => void] {
  const [editor] = useLexicalComposerContext();
  const [open, setOpen] = useState(false);
  useEffect(
    () =>
      editor.registerCommand(
        SHOW_SHORTCUTS_COMMAND,
        () => {
          setOpen(true);
          return true;
        },
        COMMAND_PRIORITY_EDITOR,
      ),
    [editor],
  );
  return [open, () => setOpen(false)];
}
