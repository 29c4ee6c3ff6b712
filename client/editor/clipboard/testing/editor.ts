// The editor without a page, with jsdom in the place of a browser's parser of HTML.

import { $insertDataTransferForRichText } from '@lexical/clipboard';
import { buildEditorFromExtensions, defineExtension } from '@lexical/extension';
import { JSDOM } from 'jsdom';
import { $getRoot, $getSelection, type LexicalEditor } from 'lexical';

import { htmlOf } from '../../../../protocol/format/to-html.ts';
import { $blockNodes, $blockOf } from '../../binding/lexical-blocks.ts';
import { WritingExtension } from '../../extension.ts';
import { theme } from '../../theme.ts';
import { registerWriting } from '../../writing.ts';

const { window } = new JSDOM();
Object.assign(globalThis, { window, document: window.document, DOMParser: window.DOMParser });

/** An editor with what `$write` puts into it. */
export function openEditor($write: () => void = () => {}): LexicalEditor {
  const editor = buildEditorFromExtensions(
    defineExtension({
      name: 'test',
      namespace: 'quire',
      theme,
      dependencies: [WritingExtension],
      register: registerWriting,
      onError: (error) => {
        throw error;
      },
    }),
  );
  editor.update($write, { discrete: true });
  return editor;
}

/** Pastes over the selection, or at the end, what an application put on the clipboard by these types. */
export function paste(editor: LexicalEditor, types: Readonly<Record<string, string>>): void {
  const dataTransfer = { getData: (type: string) => types[type] ?? '' } as DataTransfer;
  editor.update(() => $insertDataTransferForRichText(dataTransfer, $getSelection() ?? $getRoot().selectEnd()), {
    discrete: true,
  });
}

/** All that the editor holds, as HTML. */
export function contentOf(editor: LexicalEditor): string {
  return editor.read(() => htmlOf($blockNodes().map($blockOf), (address) => address));
}
