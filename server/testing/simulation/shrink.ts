// Shrinks a life in which a promise was broken: to a life with fewer servers, clients, faults and steps, in which it is
// broken, too. The smaller life tells more of the cause.

import { isOfHttp, type Life, withoutIdleSteps } from './plan.ts';

/** The smallest broken life that was found in so many attempts. `isBroken` says whether a smaller one is broken. */
export async function shrink(
  life: Life,
  isBroken: (smaller: Life) => boolean | Promise<boolean>,
  attempts = 200,
): Promise<Life> {
  let smallest = withoutIdleSteps(life);
  let left = attempts;
  const attempt = async (change: Partial<Life>): Promise<boolean> => {
    const smaller = withoutIdleSteps({ ...smallest, ...change });
    if (left === 0) return false;
    left--;
    if (!(await isBroken(smaller))) return false;
    smallest = smaller;
    return true;
  };
  const cutSteps = async () => {
    for (let size = Math.ceil(smallest.steps.length / 2); size >= 1; size = Math.floor(size / 2)) {
      for (let end = smallest.steps.length; end > 0 && left > 0; end -= size) {
        const steps = smallest.steps.filter((_, i) => i < end - size || i >= end);
        await attempt({ steps });
      }
    }
  };
  for (let before: Life | null = null; before !== smallest && left > 0;) {
    before = smallest;
    while (smallest.servers > 1 && (await attempt({ servers: smallest.servers - 1 })));
    const others = smallest.faults.filter((fault) => !isOfHttp(fault));
    if (smallest.isOnHttp) await attempt({ isOnHttp: false, faults: others });
    while (smallest.clients > 1 && (await attempt({ clients: smallest.clients - 1 })));
    for (const fault of before.faults) await attempt({ faults: smallest.faults.filter((other) => other !== fault) });
    await cutSteps();
  }
  return smallest;
}
