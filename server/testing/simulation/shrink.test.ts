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
  assert.deepEqual(smallest, { seed: life.seed, servers: 2, clients: 2, faults: [fault], steps: needed });
});

test('shrinking ends after a number of attempts', async () => {
  let attempts = 0;
  const isBroken = () => attempts++ % 2 === 1;
  await shrink(life, isBroken, 20);
  assert.equal(attempts, 20);
});

test('the command that is printed repeats the life', () => {
  const lives = [
    lifeOf(7, false),
    life,
    { ...life, servers: 2, clients: 1, faults: life.faults.slice(1), steps: [0, 4, 5, 6, 9] },
    { ...life, servers: 1, faults: [], steps: [] },
    { ...lifeOf(7, false), clients: 1, steps: [3] },
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
