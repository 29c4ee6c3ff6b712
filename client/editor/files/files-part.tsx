// Everything that the editor does with images and attachments: shows them, takes new ones, and has a bar for each.

import { useLexicalComposerContext } from '@lexical/react/LexicalComposerContext';
import { mergeRegister } from 'lexical';
import { useEffect } from 'react';

import type { Files } from '../../sdk/files.ts';
import { registerAddedFiles } from './adding.ts';
import { FileBar } from './file-bar.tsx';
import { registerFileSelection } from './selecting.ts';
import { registerShownFiles } from './shown.ts';
import { registerImagesKeepType } from './types.ts';

/** Must stand in the positioned element that holds the text. */
export function FilesPart({ files, editable }: { files: Files; editable: boolean }) {
  const [editor] = useLexicalComposerContext();
  useEffect(
    () =>
      mergeRegister(
        registerShownFiles(editor, files),
        registerAddedFiles(editor, files),
        registerFileSelection(editor),
        registerImagesKeepType(editor),
      ),
    [editor, files],
  );
  return editable ? <FileBar files={files} /> : null;
}
