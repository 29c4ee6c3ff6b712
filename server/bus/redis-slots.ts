// The slots of a Redis Cluster: each channel has one of 16,384, and each slot belongs to one of the shards. Pure.

import { Command } from 'ioredis';

const count = 16_384;

/** The address (`host:port`) of the shard that owns each slot. */
export type Slots = readonly string[];

/**
 * Reads the answer to CLUSTER SLOTS. `host` is the server that gave it, which may leave out its own name. Null unless
 * every slot has an owner.
 */
export function readSlots(answer: unknown, host: string): Slots | null {
  const slots: string[] = Array.from({ length: count }, () => '');
  for (const [first, last, owner] of answer as [number, number, [string | null, number]?][]) {
    if (owner === undefined) continue;
    const [name, port] = owner;
    slots.fill(`${hostOf(name) ?? host}:${port}`, first, last + 1);
  }
  return slots.includes('') ? null : slots;
}

/** As in a URL; null where the server does not say its name. */
function hostOf(name: string | null): string | null {
  if (!name || name === '?') return null;
  return name.includes(':') ? `[${name}]` : name;
}

/** The slot of a channel. */
export function slotOf(channel: string): number {
  return new Command('spublish', [channel]).getSlot();
}
