// The state of the connection and of what was written, in words, always in the same place, so that a glance is enough.
// It says only what is known: `Saved` stands there only for what the server has on its disk.

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

/** A dot and words. The sentence that explains a refusal is its title, and stands in full under the bar. */
export function Status({ status, reason }: { status: State; reason: string }) {
  return (
    <p
      className="status"
      role="status"
      data-testid="status"
      data-state={status}
      title={status === 'refused' ? reason : undefined}
    >
      <span className="status-dot" aria-hidden />
      <span className="status-word">{words[status]}</span>
    </p>
  );
}
