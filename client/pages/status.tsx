// The state of the connection in a word, always in the same place and of the same width, so that a glance is enough. It
// says only what is known: that others are reached, not yet that anything is on a disk.

import type { ConnectionState } from '../collab/collaboration.ts';

const words: Record<ConnectionState, string> = {
  connecting: 'Connecting…',
  connected: 'Connected',
  reconnecting: 'Reconnecting…',
  refused: 'Not connected',
};

/** A dot and a word. The sentence that explains a refusal is its title, and stands in full under the bar. */
export function Status({ state, reason }: { state: ConnectionState; reason: string }) {
  return (
    <p
      className="status"
      role="status"
      data-testid="status"
      data-state={state}
      title={state === 'refused' ? reason : undefined}
    >
      <span className="status-dot" aria-hidden />
      <span className="status-word">{words[state]}</span>
    </p>
  );
}
