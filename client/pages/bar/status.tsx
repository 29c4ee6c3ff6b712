// The state of the connection and of what was written, in words, always in the same place, so that a glance is enough;
// and behind it where the words are. It says only what is known: `Saved` stands there only for what the server has on
// its disk.

import { Popover } from '@base-ui/react/popover';
import { useState, useSyncExternalStore } from 'react';

import type { Collaboration } from '../../sdk/collaboration.ts';
import type { Status as State } from '../../sdk/status.ts';
import { permissionOf, placesOf } from './status-details.ts';
import { clockTime } from '../../ui/time.ts';
import './status.css';

const words: Record<State, string> = {
  connecting: 'Connecting…',
  saved: 'Saved',
  saving: 'Saving…',
  reconnecting: 'Reconnecting…',
  restarting: 'Server restarting — reconnecting',
  offline: 'Offline — changes kept on this device',
  unsaved: 'Not saved — keep this tab open',
  restored: 'Back online — all changes saved',
  reading: 'You can read',
  kept: 'Not saved — kept on this device',
  refused: 'Not connected',
};

/** What comes and goes with every word that is written; a screen reader would speak of nothing else. */
const unspoken: readonly State[] = ['connecting', 'saved', 'saving'];

/** What is said to somebody who types where they may not; the sight of it must fit where the state stands. */
const inVain = {
  seen: 'You can read this, but not change it',
  heard: 'You can read this document, but not change it.',
};

export interface StatusProps {
  collaboration: Collaboration;
  /** Whether somebody has just typed in vain: it is pointed out why. */
  pointed: boolean;
}

/** A dot and words. Busy as long as a change is on its way, also while that is too short to be said. */
export function Status({ collaboration, pointed }: StatusProps) {
  const { subscribe } = collaboration;
  const status = useSyncExternalStore(subscribe, () => collaboration.status);
  const pending = useSyncExternalStore(subscribe, () => collaboration.pending);
  const [open, setOpen] = useState(false);
  return (
    <>
      <Popover.Root open={open} onOpenChange={setOpen}>
        <Popover.Trigger
          className="status"
          openOnHover
          aria-busy={pending}
          data-testid="status"
          data-state={status}
          data-pointed={pointed || undefined}
          onFocus={({ currentTarget }) => currentTarget.matches(':focus-visible') && setOpen(true)}
        >
          <span className="dot" aria-hidden />
          <span className="status-word">{pointed ? inVain.seen : words[status]}</span>
        </Popover.Trigger>
        <Popover.Portal>
          <Popover.Positioner
            positionMethod="fixed"
            className="floating"
            align="start"
            alignOffset={-8}
            sideOffset={6}
            collisionPadding={8}
          >
            <Popover.Popup
              className="card places"
              aria-label="Where your words are"
              data-testid="places"
              initialFocus={false}
              finalFocus={false}
            >
              <StatusDetails collaboration={collaboration} />
            </Popover.Popup>
          </Popover.Positioner>
        </Popover.Portal>
      </Popover.Root>
      <p className="visually-hidden" role="status">
        {pointed ? inVain.heard : unspoken.includes(status) ? '' : words[status]}
      </p>
    </>
  );
}

function StatusDetails({ collaboration }: { collaboration: Collaboration }) {
  const facts = useSyncExternalStore(collaboration.subscribe, () => collaboration.facts);
  const now = new Date();
  const permission = permissionOf(facts);
  return (
    <>
      {permission !== null && <p className="places-permission">{permission}</p>}
      <dl>
        {placesOf(facts, (time) => clockTime(new Date(time), now)).map(({ name, words, safe }) => (
          <div key={name} data-safe={safe || undefined}>
            <dt>
              <span className="dot" aria-hidden />
              {name}
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
