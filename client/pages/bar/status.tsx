// The status in the bar: a dot and a few words, always in the same place, so that a glance is enough. A press opens a
// card with the details. "Saved" stands there only for changes on the server's disk.

import { useSyncExternalStore } from 'react';

import type { Collaboration } from '../../sdk/collaboration.ts';
import type { Status as StatusName } from '../../sdk/status.ts';
import { texts } from '../../texts/first-texts.ts';
import { onDemand } from '../../ui/on-demand.tsx';
import './status.css';

const StatusCard = onDemand(async () => (await import('../document-parts.ts')).StatusCard);

/** These change with every word that a person writes; a screen reader would say nothing else. */
const silent: readonly StatusName[] = ['connecting', 'saved', 'saving'];

export interface StatusProps {
  collaboration: Collaboration;
  /** Whether the person has just typed where they may only read. */
  typingBlocked: boolean;
}

/** `aria-busy` holds as long as a change is unsaved, also before the words say so. */
export function Status({ collaboration, typingBlocked }: StatusProps) {
  const { subscribe } = collaboration;
  const { words, readOnlyHint, readOnlySpoken } = texts.status;
  const status = useSyncExternalStore(subscribe, () => collaboration.status);
  const pending = useSyncExternalStore(subscribe, () => collaboration.pending);
  const trigger = {
    className: 'status',
    'aria-busy': pending,
    'data-testid': 'status',
    'data-state': status,
    'data-hint': typingBlocked || undefined,
    children: (
      <>
        <span className="dot" aria-hidden />
        <span className="status-word">{typingBlocked ? readOnlyHint : words[status]}</span>
      </>
    ),
  };
  return (
    <>
      <StatusCard collaboration={collaboration} trigger={trigger} standIn={<div {...trigger} />} />
      <p className="visually-hidden" role="status">
        {typingBlocked ? readOnlySpoken : silent.includes(status) ? '' : words[status]}
      </p>
    </>
  );
}
