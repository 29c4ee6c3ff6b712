// How the load process talks to the bench that started it, and the addresses from which it connects.

import { once } from 'node:events';
import type { FromLoad, Go } from './messages.ts';

export const send = (message: FromLoad) => process.send!(message);

/** Reports progress. */
export const progress = (text: string) => send({ type: 'progress', text });

/** Sends a message and waits for the answer. */
export async function ask(message: FromLoad): Promise<Go> {
  const answer = once(process, 'message') as Promise<[Go]>;
  send(message);
  return (await answer)[0];
}

export const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

/** The connections from one address of this machine: Quire accepts at most 2,000. */
const perAddress = 1_900;

/** The address of this machine from which connection number `index` is made. */
export const addressOf = (index: number): string => `127.0.0.${1 + Math.floor(index / perAddress)}`;
