// A document that an older version of Quire wrote, in a form that the editor does not know. The page shows its words
// as plain text and never writes to it.

import { useEffect, useState } from 'react';
import type { Doc } from 'yjs';

import { oldTreeBlocks, oldTreeText } from '../../../protocol/format/old-tree.ts';
import { texts } from '../../texts/texts.ts';
import { useCopy } from '../../ui/use-copy.ts';
import './end-notice.css';
import './old-document.css';

export interface OldDocumentProps {
  doc: Doc;
  /** Whether another notice stands over the document already, because the server accepts nothing more from here. */
  ended: boolean;
  onDownload: () => void;
}

export function OldDocument({ doc, ended, onDownload }: OldDocumentProps) {
  const blocks = useOldBlocks(doc);
  const hasWords = blocks.some((block) => block.trim() !== '');
  return (
    <>
      {!ended && <OldNotice doc={doc} onDownload={onDownload} />}
      <main className="sheet">
        {hasWords ? <Words blocks={blocks} /> : <p className="empty-document">{texts.oldDocument.noWords}</p>}
      </main>
    </>
  );
}

/** The blocks as they are now: somebody with the older version may still write in them. */
function useOldBlocks(doc: Doc): string[] {
  const [blocks, setBlocks] = useState(() => oldTreeBlocks(doc));
  useEffect(() => {
    const show = () => setBlocks(oldTreeBlocks(doc));
    doc.on('update', show);
    return () => doc.off('update', show);
  }, [doc]);
  return blocks;
}

function OldNotice({ doc, onDownload }: Pick<OldDocumentProps, 'doc' | 'onDownload'>) {
  const { outcome, copy } = useCopy();
  const words = texts.oldDocument;
  const labels = { copied: words.copied, failed: words.copyFailed };
  return (
    <section className="end-notice old-notice" data-testid="old-notice" aria-label={words.label}>
      <div className="end-notice-inside">
        <p role="status">
          <strong>{words.title}</strong> {words.text}
        </p>
        <div className="end-notice-actions">
          <button type="button" className="button button-primary" onClick={() => copy(oldTreeText(doc))}>
            {outcome === null ? words.copy : labels[outcome]}
          </button>
          <button type="button" className="button" onClick={onDownload}>
            {texts.download.text}
          </button>
        </div>
      </div>
    </section>
  );
}

/** A document of more blocks than this is shown as one paragraph: more elements would make the page slow. */
const mostParagraphs = 10_000;

function Words({ blocks }: { blocks: readonly string[] }) {
  const paragraphs = blocks.length > mostParagraphs ? [blocks.join('\n')] : blocks;
  return (
    <div className="writing" data-testid="old-words">
      {paragraphs.map((words, index) => (
        <p key={index} dir="auto">
          {words || <br />}
        </p>
      ))}
    </div>
  );
}
