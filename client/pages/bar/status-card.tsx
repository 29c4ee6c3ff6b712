// The status with its card: a press, a hover or a visible focus opens the details.

import { Popover } from '@base-ui/react/popover';
import { type ReactNode, useState, useSyncExternalStore } from 'react';

import type { Collaboration } from '../../sdk/collaboration.ts';
import { texts } from '../../texts/texts.ts';
import { clockTime } from '../../ui/time.ts';
import { doctorPage } from '../server.ts';
import { permissionOf, placesOf } from './status-details.ts';

export interface StatusCardProps {
  collaboration: Collaboration;
  /** The properties of the status in the bar, which opens the card. */
  trigger: { className: string; children: ReactNode };
}

export function StatusCard({ collaboration, trigger }: StatusCardProps) {
  const [open, setOpen] = useState(false);
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger
        {...trigger}
        openOnHover
        onFocus={({ currentTarget }) => currentTarget.matches(':focus-visible') && setOpen(true)}
      />
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
            aria-label={texts.statusCard.label}
            data-testid="places"
            initialFocus={false}
            finalFocus={false}
          >
            <StatusDetails collaboration={collaboration} />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
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
        {placesOf(facts, (time) => clockTime(new Date(time), now)).map(({ place, words, safe }) => (
          <div key={place} data-safe={safe || undefined}>
            <dt>
              <span className="dot" aria-hidden />
              {texts.statusCard[place]}
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
      {facts.connection === 'connected' && facts.carrier !== 'websocket' && (
        <p className="places-doctor">
          <a href={doctorPage} target="_blank" rel="noopener">
            {texts.statusCard.examine}
          </a>
        </p>
      )}
    </>
  );
}
