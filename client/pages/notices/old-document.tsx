// A document that an older version of Quire wrote, in a form that the editor does not know. The page shows its words
// as plain text and never writes to it.

import { useEffect, useState } from 'react';
import type { Doc } from 'yjs';

import { oldTreeBlocks, oldTreeText } from '../../../protocol/format/old-tree.ts';
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
        {hasWords ? <Words blocks={blocks} /> : <p className="empty-document">There are no words in it.</p>}
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
  const labels = { copied: 'Copied', failed: 'Copying failed' };
  return (
    <section className="end-notice old-notice" data-testid="old-notice" aria-label="About this document">
      <div className="end-notice-inside">
        <p role="status">
          <strong>An older version of Quire wrote this document.</strong> Nothing is lost, and nothing in it is changed,
          but this version shows only its words. Copy them into a new document to go on writing, or download them.
        </p>
        <div className="end-notice-actions">
          <button type="button" className="button button-primary" onClick={() => copy(oldTreeText(doc))}>
            {outcome === null ? 'Copy the words' : labels[outcome]}
          </button>
          <button type="button" className="button" onClick={onDownload}>
            Download as text
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
