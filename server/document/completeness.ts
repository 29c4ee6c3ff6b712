// Whether an update depends on nothing that is missing. Yjs takes time with the square of the clients whose structs it
// has to keep waiting; this takes time in proportion to the structs. Pure.

import * as Y from 'yjs';
import type { DecodedUpdate } from './would-change.ts';

type Struct = DecodedUpdate['structs'][number];

/** The structs of one client that are to be integrated, in order. */
interface Queue {
  readonly structs: Struct[];
  next: number;
}

/** Integrate `client` until its clock is beyond `clock`; with Infinity, all of its structs. */
interface Goal {
  readonly client: number;
  readonly clock: number;
}

/** Whether `doc` could integrate every struct of the update at once. */
export function isComplete({ store }: Y.Doc, { structs }: DecodedUpdate): boolean {
  const queues = queuesOf(structs);
  const reached = new Map<number, number>();
  const clockOf = (client: number) => reached.get(client) ?? Y.getState(store, client);
  const waiting = new Set<number>();
  for (const first of queues.keys()) {
    const goals: Goal[] = [{ client: first, clock: Infinity }];
    while (goals.length > 0) {
      const { client, clock } = goals.at(-1)!;
      const queue = queues.get(client);
      const struct = queue?.structs[queue.next];
      if (clockOf(client) > clock || (clock === Infinity && struct === undefined)) {
        goals.pop();
        waiting.delete(client);
        continue;
      }
      if (queue === undefined || struct === undefined || struct.id.clock > clockOf(client)) return false;
      const missing = dependenciesOf(struct).find((id) => id.client !== client && id.clock >= clockOf(id.client));
      if (missing === undefined) {
        reached.set(client, Math.max(clockOf(client), endOf(struct)));
        queue.next++;
        continue;
      }
      waiting.add(client);
      // Structs that wait for one another wait for ever.
      if (waiting.has(missing.client)) return false;
      goals.push(missing);
    }
  }
  return true;
}

const endOf = ({ id, length }: Struct): number => id.clock + length;

function queuesOf(structs: readonly Struct[]): Map<number, Queue> {
  const queues = new Map<number, Queue>();
  for (const struct of structs) {
    if (struct instanceof Y.Skip) continue; // a gap, before the next struct
    const queue = queues.get(struct.id.client);
    if (queue === undefined) queues.set(struct.id.client, { structs: [struct], next: 0 });
    else queue.structs.push(struct);
  }
  return queues;
}

/** The ids of what a struct stands beside or in. */
function dependenciesOf(struct: Struct): Y.ID[] {
  if (!(struct instanceof Y.Item)) return [];
  const { origin, rightOrigin, parent } = struct;
  return [origin, rightOrigin, parent instanceof Y.ID ? parent : null].filter((id) => id !== null);
}
