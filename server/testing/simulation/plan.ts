// What happens in a simulated life, drawn from its seed before the life begins. Each step has chance of its own, and
// each client and each store has: a life from which steps were left out goes on as before, as far as it can. Pure.

import { Random } from '../random.ts';
import { busFaults, commonFaults, type Fault, httpFaults } from './faults.ts';

/** In milliseconds: the time with edits and faults. */
const turmoil = 30_000;
/** The same where clients are on plain HTTP, which has faults of its own all the time. */
const httpTurmoil = 5_000;
/** At most, in milliseconds: the time from one change of a carrier to the next. */
const longestCarried = 2_500;
/** How long people write without pause: longer than a server may take with what another one accepted. */
export const rushLength = 13_000;
const mostClients = 8;
export const mostServers = 3;
const seeds = 2 ** 31;

/** A disturbance that is listed twice happens twice as often. Others come once in a life, or whenever chance has it. */
const disturbances: readonly Fault[] = [
  ...(['cut', 'cut', 'cut', 'stall', 'leave', 'newcomer', 'outage'] as const),
  ...(['kill', 'drain', 'attack', 'cutBus'] as const),
];

/** Everything in a life follows from this. */
export interface Life {
  readonly seed: number;
  /** Whether most clients are on plain HTTP. */
  readonly isOnHttp: boolean;
  readonly servers: number;
  /** Clients with a number below this one take part. */
  readonly clients: number;
  /** The faults that are on. */
  readonly faults: readonly Fault[];
  /** The numbers of the steps that happen, in order. */
  readonly steps: readonly number[];
}

/** `edit` and `newcomer` are of a client; `write` is of anyone who takes part in a rush. */
export interface Step {
  readonly at: number;
  readonly act: Fault | 'edit' | 'write';
  readonly client: number | null;
  readonly seed: number;
}

export interface ClientPlan {
  readonly speaksQuire: boolean;
  readonly seed: number;
  /** Whether the client is on plain HTTP, in a life where most are. */
  readonly isOnHttp: boolean;
}

export interface Plan {
  readonly faults: readonly Fault[];
  readonly clients: readonly ClientPlan[];
  /** The number of clients that are there from the beginning. */
  readonly firstClients: number;
  /** In the order in which they happen. */
  readonly steps: readonly Step[];
  readonly storeSeeds: readonly number[];
  readonly busSeed: number;
}

export function planOf(seed: number): Plan {
  const random = new Random(seed);
  const on = swarm(random);
  const paces = Array.from({ length: mostClients }, () => 100 + random.below(2_000));
  const clients = paces.map(() => ({ speaksQuire: random.chance(0.7), seed: random.below(seeds) }));
  const firstClients = 2 + random.below(4);
  const disturbed = disturb(random, on, firstClients);
  const arrivals = disturbed.filter(({ act }) => act === 'newcomer').map(({ at }) => at);
  const edits = [...Array<number>(firstClients).fill(0), ...arrivals].flatMap((arrival, client) =>
    times(random, arrival, turmoil, 2 * paces[client]!).map((at) => step(random, at, 'edit', client)),
  );
  const others = [...rush(random, on), ...deletion(random, on)];
  const storeSeeds = Array.from({ length: mostServers }, () => random.below(seeds));
  const busSeed = random.below(seeds);
  const onHttp = httpSwarm(random);
  const steps = [...disturbed, ...edits, ...others, ...changes(random, onHttp)].sort((a, b) => a.at - b.at);
  return {
    faults: [...on, ...onHttp],
    clients: clients.map((client) => ({ ...client, isOnHttp: random.chance(0.75) })),
    firstClients,
    steps,
    storeSeeds,
    busSeed,
  };
}

/** The whole life of a seed: on one server or on several, with all clients on WebSockets or most on plain HTTP. */
export function lifeOf(seed: number, isShared: boolean, isOnHttp = false): Life {
  const plan = planOf(seed);
  const length = turmoilOf({ isOnHttp });
  const steps = plan.steps.map(({ at }, number) => ({ at, number })).filter(({ at }) => at < length);
  return withoutIdleSteps({
    seed,
    isOnHttp,
    servers: isShared ? 2 + (seed % 2) : 1,
    clients: plan.firstClients + plan.steps.filter(({ act, at }) => act === 'newcomer' && at < length).length,
    faults: plan.faults.filter((fault) => (isOnHttp ? fault !== 'rush' : !isOfHttp(fault))),
    steps: steps.map(({ number }) => number),
  });
}

/** The time with edits and faults, in milliseconds. */
export const turmoilOf = ({ isOnHttp }: Pick<Life, 'isOnHttp'>): number => (isOnHttp ? httpTurmoil : turmoil);

export const isOfHttp = (fault: Fault): boolean => (httpFaults as readonly Fault[]).includes(fault);

/** The life without the steps that do nothing in it, as their client or their fault is left out. */
export function withoutIdleSteps(life: Life): Life {
  const { steps } = planOf(life.seed);
  const isIdle = ({ act, client }: Step) => {
    if (client !== null && client >= life.clients) return true;
    return act !== 'edit' && !life.faults.includes(act === 'write' ? 'rush' : act);
  };
  return { ...life, steps: life.steps.filter((number) => !isIdle(steps[number]!)) };
}

/**
 * The faults that are on: few in one life, many in another. A rush shows what waits for a pause, but only where little
 * disturbs it besides what servers hear of each other.
 */
function swarm(random: Random): Fault[] {
  const hasRush = random.chance(0.4);
  const between = random.oneOf([0.2, 0.5, 0.8]);
  const other = random.oneOf(hasRush ? [0.1] : [0.2, 0.5, 0.8]);
  const betweenServers: readonly Fault[] = ['hang', ...busFaults];
  return commonFaults.filter((fault) => {
    if (fault === 'rush') return hasRush;
    return random.chance(betweenServers.includes(fault) ? between : other);
  });
}

/** The faults of plain HTTP that are on. Carriers change in most lives. */
function httpSwarm(random: Random): Fault[] {
  const probability = random.oneOf([0.2, 0.5, 0.8]);
  return httpFaults.filter((fault) => random.chance(fault === 'change' ? 0.8 : probability));
}

function changes(random: Random, on: readonly Fault[]): Step[] {
  const moments = times(random, 0, httpTurmoil, 200 + random.below(longestCarried));
  return on.includes('change') ? moments.map((at) => step(random, at, 'change')) : [];
}

function step(random: Random, at: number, act: Step['act'], client: number | null = null): Step {
  return { at, act, client, seed: random.below(seeds) };
}

/** Moments from `start` to `end`, each less than `longestWait` after the one before. */
function times(random: Random, start: number, end: number, longestWait: number): number[] {
  const moments: number[] = [];
  for (let at = start + random.below(longestWait); at < end; at += 1 + random.below(longestWait)) moments.push(at);
  return moments;
}

function disturb(random: Random, on: readonly Fault[], firstClients: number): Step[] {
  const kinds = disturbances.filter((kind) => on.includes(kind));
  const longestWait = random.oneOf([600, 2_000, 6_000]);
  if (kinds.length === 0) return [];
  let clients = firstClients;
  return times(random, 0, turmoil, longestWait).flatMap((at) => {
    const kind = random.oneOf(kinds);
    if (kind !== 'newcomer') return [step(random, at, kind)];
    return clients < mostClients ? [step(random, at, kind, clients++)] : [];
  });
}

/** At most one in a life, and one server that hangs. Enough is written to put off whatever waits for a pause. */
function rush(random: Random, on: readonly Fault[]): Step[] {
  const start = random.below(turmoil / 2);
  const hang = on.includes('hang') ? [step(random, start, 'hang')] : [];
  if (!on.includes('rush')) return hang;
  const writing = times(random, start, start + rushLength, 150).map((at) => step(random, at, 'write'));
  return [...hang, step(random, start, 'rush'), ...writing];
}

/** In few lives: it ends what else could be seen. Lives on plain HTTP are over early. */
function deletion(random: Random, on: readonly Fault[]): Step[] {
  const at = random.below(random.oneOf([httpTurmoil, turmoil]));
  return random.chance(0.3) && on.includes('delete') ? [step(random, at, 'delete')] : [];
}
