// The button that lets a person pick files to import.

import { FileUp } from 'lucide-react';
import { useRef } from 'react';

import { importable } from '../../../protocol/format/from-file.ts';
import { texts } from '../../texts/texts.ts';

export function ImportButton({ onFiles }: { onFiles: (files: readonly File[]) => void }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" className="button" onClick={() => input.current?.click()}>
        <FileUp aria-hidden size={17} strokeWidth={1.9} />
        {texts.transfer.import}
      </button>
      <input
        ref={input}
        type="file"
        multiple
        accept={importable}
        hidden
        data-testid="import-files"
        onChange={({ currentTarget }) => {
          onFiles([...(currentTarget.files ?? [])]);
          currentTarget.value = ''; // so that the same file can be picked again
        }}
      />
    </>
  );
}
