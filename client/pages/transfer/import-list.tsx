// How far the imports are: a row for each file, with a link to its document or the reason why there is none.

import { Check, CircleAlert, LoaderCircle } from 'lucide-react';

import { texts } from '../../texts/texts.ts';
import { documentPath } from '../documents/address.ts';
import type { ImportRow, ImportState } from './import-queue.ts';
import './import-list.css';

export function ImportList({ rows, clear }: { rows: readonly ImportRow[]; clear: () => void }) {
  const { imports, progress, close } = texts.transfer;
  const ended = rows.filter(({ state }) => state.type === 'done' || state.type === 'failed').length;
  return (
    <>
      <p className="visually-hidden" role="status">
        {rows.length > 0 && progress(ended, rows.length)}
      </p>
      {rows.length > 0 && (
        <section className="imports" aria-label={imports} data-testid="imports">
          <div className="imports-head">
            <h2>{progress(ended, rows.length)}</h2>
            {ended === rows.length && (
              <button type="button" className="button button-quiet" onClick={clear}>
                {close}
              </button>
            )}
          </div>
          <ul>
            {rows.map(({ id, file, state }) => (
              <li key={id} className="import" data-state={state.type}>
                <StateIcon state={state} />
                <span className="import-name">{file.name}</span>
                <StateText state={state} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function StateIcon({ state }: { state: ImportState }) {
  if (state.type === 'done') return <Check aria-hidden size={16} />;
  if (state.type === 'failed') return <CircleAlert aria-hidden size={16} />;
  return <LoaderCircle aria-hidden size={16} />;
}

function StateText({ state }: { state: ImportState }) {
  const { waiting, importing, failed, untitled } = texts.transfer;
  switch (state.type) {
    case 'waiting':
      return <span className="import-state">{waiting}</span>;
    case 'importing':
      return <span className="import-state">{importing}</span>;
    case 'done':
      return (
        <a className="import-state" href={documentPath(state.document)}>
          {state.title || untitled}
        </a>
      );
    case 'failed':
      return (
        <span className="import-state">
          {failed} {state.reason}
        </span>
      );
  }
}
