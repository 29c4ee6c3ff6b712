import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCommand, writeCommand } from './command.ts';
import { type Life, lifeOf, planOf } from './plan.ts';
import { shrink } from './shrink.ts';

/** A life on three servers, with steps of a second client. */
const life = lifeOf(1, true);
const { steps } = planOf(life.seed);
const edits = life.steps.filter((number) => steps[number]!.act === 'edit' && steps[number]!.client === 1);
const needed = [edits[2]!, edits.at(-2)!];

test('a broken life is shrunk to the servers, clients, faults and steps that it needs', async () => {
  const fault = life.faults.at(-1)!;
  const isBroken = ({ servers, faults, steps }: Life) =>
    servers >= 2 && faults.includes(fault) && needed.every((number) => steps.includes(number));
  const smallest = await shrink(life, isBroken);
  assert.deepEqual(smallest, { ...life, servers: 2, clients: 2, faults: [fault], steps: needed });
});

test('a life on plain HTTP is shrunk to one on WebSockets, unless it needs plain HTTP', async () => {
  for (const needsHttp of [true, false]) {
    const smallest = await shrink(lifeOf(1, false, true), ({ isOnHttp }) => isOnHttp || !needsHttp);
    assert.deepEqual(smallest, { seed: 1, isOnHttp: needsHttp, servers: 1, clients: 1, faults: [], steps: [] });
  }
});

test('shrinking ends after a number of attempts', async () => {
  let attempts = 0;
  const isBroken = () => attempts++ % 2 === 1;
  await shrink(life, isBroken, 20);
  assert.equal(attempts, 20);
});

test('the command that is printed repeats the life', () => {
  const lives: Life[] = [
    lifeOf(7, false),
    life,
    { ...life, servers: 2, clients: 1, faults: life.faults.slice(1), steps: [0, 4, 5, 6, 9] },
    { ...life, servers: 1, faults: [], steps: [] },
    { ...lifeOf(7, false), clients: 1, steps: [3] },
    lifeOf(7, false, true),
    { ...lifeOf(7, true, true), servers: 1, faults: ['loseAnswer', 'change'] },
  ];
  for (const expected of lives) {
    const [, args = ''] = writeCommand(expected).split(' -- ');
    const { count, first, lifeOf } = readCommand(args.split(' '));
    assert.deepEqual([count, lifeOf(first)], [1, expected]);
  }
});

test('a command that is not understood is answered with the usage', () => {
  const wrong = ['server', 'faults=kill;', 'steps', '-5', 'faults=kil', 'servers=0', 'servers=4'];
  for (const argument of wrong) assert.throws(() => readCommand([argument]), /simulate --/);
});
