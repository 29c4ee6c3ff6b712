import { test, converged } from './kit/index.ts';
import { mixed } from './mixed.ts';
import { tryAll } from './matrix.ts';
import { operations } from './operations.ts';
test('zz', mixed, async ({ people, network }) => {
  const [ada, ben] = await people(2);
  const T: Record<string, number> = {};
  const time = async <V>(name: string, p: () => Promise<V>) => { const t = performance.now(); const v = await p(); T[name] = (T[name] ?? 0) + performance.now() - t; return v; };
  let n = 0;
  await tryAll(operations.filter(({whole}) => !whole), ada, ben, async (s) => {
    n++;
    await time('caret', () => s.writing.after('two'));
    await time('freeze+type6', async () => { network.freeze(ada); await ada.type(' quick');});
    await time('act', () => s.act());
    await time('restore+type', () => Promise.all([network.restore(ada), ada.type(' brown')]));
    await time('converged', () => converged([ada, ben]));
    await time('type6', () => ada.type(' fox12.'));
    await time('settled', () => s.settled());
    await time('cursor', () => ben.seesCursorOf(ada, {after: '12.'}, {withinPx: 10000}).catch(() => undefined) as Promise<void>);
    await time('adalines', () => ada.lines());
    await time('benlines', () => ben.lines());
  });
  for (const [k, v] of Object.entries(T)) console.log(k, Math.round(v / n));
});
