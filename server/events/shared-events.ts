// What happens on one server of a store is an event on all of them: documents that come and go, links and revocations.
// The bus may lose an event, so that whoever listens must also look into the store now and then.

import type { Bus } from '../bus/bus.ts';
import type { Events, ServerEvent } from './events.ts';

const channel = 'quire/events';

const shared: readonly ServerEvent['type'][] = ['created', 'deleted', 'granted', 'revoked'];

interface Envelope {
  readonly version: 1;
  readonly from: string;
  readonly event: ServerEvent;
}

/** Passes on the events of this server, which `id` names, and emits those of the others. */
export async function shareEvents(bus: Bus, events: Events, id: string): Promise<void> {
  let isForeign = false;
  events.subscribe((event) => {
    if (isForeign || !shared.includes(event.type)) return;
    bus.publish(channel, new TextEncoder().encode(JSON.stringify({ version: 1, from: id, event } satisfies Envelope)));
  });
  await bus.subscribe(channel, (message) => {
    const envelope = read(message);
    if (envelope === null || envelope.from === id) return;
    isForeign = true;
    events.emit(envelope.event);
    isForeign = false;
  });
}

/** Null for what this version does not know. */
function read(message: Uint8Array): Envelope | null {
  try {
    const envelope = JSON.parse(new TextDecoder().decode(message)) as Envelope;
    return envelope.version === 1 && shared.includes(envelope.event.type) ? envelope : null;
  } catch {
    return null;
  }
}
