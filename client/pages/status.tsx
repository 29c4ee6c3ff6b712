// The state of the connection and of what was written, in words, always in the same place, so that a glance is enough.
// It says only what is known: `Saved` stands there only for what the server has on its disk.

import { useSyncExternalStore } from 'react';

import type { Collaboration } from '../collab/collaboration.ts';
import type { Status as State } from '../collab/saving.ts';

const words: Record<State, string> = {
  connecting: 'Connecting…',
  saved: 'Saved',
  saving: 'Saving…',
  reconnecting: 'Reconnecting…',
  restarting: 'Server restarting — reconnecting',
  unsaved: 'Not saved — keep this tab open',
  restored: 'Back online — all changes saved',
  refused: 'Not connected',
};

/**
 * A dot and words. The sentence that explains a refusal is its title, and stands in full under the bar. Busy as long as a
 * change is on its way, also while that is too short to be said.
 */
export function Status({ collaboration }: { collaboration: Collaboration }) {
  const { subscribe } = collaboration;
  const status = useSyncExternalStore(subscribe, () => collaboration.status);
  const unsaved = useSyncExternalStore(subscribe, () => collaboration.unsaved);
  return (
    <p
      className="status"
      role="status"
      aria-busy={unsaved}
      data-testid="status"
      data-state={status}
      title={status === 'refused' ? collaboration.reason : undefined}
    >
      <span className="status-dot" aria-hidden />
      <span className="status-word">{words[status]}</span>
    </p>
  );
}
