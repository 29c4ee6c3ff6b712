// Keeps the links and revocations of this server as the store has them, to which other servers write, too: read anew
// when another server says that they changed, when the bus is up again, and now and then.

import type { Logger } from 'pino';
import { messageOf } from '../../protocol/error-message.ts';
import type { Bus } from '../bus/bus.ts';
import type { Clock } from '../clock.ts';
import type { Events } from '../events/events.ts';
import { limits } from '../limits/limits.ts';
import type { Grants } from './grants.ts';

export function followGrants(grants: Grants, bus: Bus, events: Events, log: Logger, clock: Clock): void {
  let isReading = false;
  let isStale = false;
  let readAt = 0;
  let cancel = () => {};
  const read = async () => {
    isStale = true;
    if (isReading) return;
    isReading = true;
    cancel();
    while (isStale) {
      isStale = false;
      await grants.refresh().catch((error: unknown) => {
        log.error({ reason: messageOf(error) }, 'links and revocations could not be read; it is tried again');
      });
    }
    isReading = false;
    readAt = clock.now();
    lookLater();
  };
  const lookLater = () => {
    cancel = clock.after(limits.lonelyCheck, () => (isDue() ? void read() : lookLater()), 'idle');
  };
  const isDue = () => !bus.isUp || clock.now() >= readAt + limits.neighbourCheck;
  bus.onUp(() => void read());
  events.subscribe(({ type }) => {
    if (type === 'granted' || type === 'revoked') void read();
  });
  void read();
}
