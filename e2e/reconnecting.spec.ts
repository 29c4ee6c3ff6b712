// Nothing that anyone has written is lost: not without a network, not when the server dies, not over a restart.
import { converged, expect, type Person, test } from './kit/index.ts';
import { mixed } from './mixed.ts';
import { allOfIt, inMidTyping } from './mid-typing.ts';
import { toldThatAllIsWell } from './status.ts';

/**
 * Keeps a person's pages from repeating where they are every few seconds. Those who come back late come back by such a
 * repetition; without it, nothing but the reconnection itself can bring them back.
 */
async function withoutSignsOfLife({ context }: Person): Promise<void> {
  await context.addInitScript(() => void Object.assign(window, { setInterval: () => 0 }));
}

test(
  '[SAVED2] both write offline, and all of it is there when they are online again',
  mixed,
  async ({ people, network }) => {
    const [ada, ben] = await people(2, 'plan');
    await ada.type('Ada: \nBen: ');
    await ben.reads('Ben: ');
    await network.cut(ada);
    await network.cut(ben);
    await ada.putCaret({ after: 'Ada: ' });
    await ben.putCaret({ after: 'Ben: ' });
    await Promise.all([ada.type('bread'), ben.type('wine\n- cheese')]);
    await network.restore(ada);
    await network.restore(ben);
    expect(await converged([ada, ben])).toEqual(['p: Ada: bread', 'p: Ben: wine', 'ul: cheese']);
  },
);

test('one person edits offline the words that the other edits online', mixed, async ({ people, network }) => {
  const [ada, ben] = await people(2, 'plan');
  await ada.type('The quick brown fox');
  await ben.reads('fox');
  await network.cut(ben);
  await ben.select('brown');
  await ben.press('ControlOrMeta+b');
  await ben.putCaret({ after: 'fox' });
  await ben.type(' jumps');
  await ada.select('quick');
  await ada.type('slow');
  await network.restore(ben);
  expect(await converged([ada, ben])).toEqual(['p: The slow <b>brown</b> fox jumps']);
});

test(
  'one person deletes offline the words that the other makes bold online, and everybody sees them gone',
  mixed,
  async ({ server, people, network }) => {
    const [ada, ben, cleo] = await people(3, 'plan');
    await ada.type('The quick brown fox');
    await ben.reads('fox');
    await network.cut(ben);
    await ben.select('brown ');
    await ben.press('Backspace');
    await ada.select('brown ');
    await ada.press('ControlOrMeta+b');
    await network.restore(ben);
    expect(await converged([ada, ben, cleo])).toEqual(['p: The quick fox']);
    await server.kill9();
    await server.start();
    const [dan] = await people(1, 'plan');
    await dan.sees('p: The quick fox');
  },
);

test('the server is killed in mid-typing and nothing typed is missing', mixed, async ({ server, people }) => {
  const [ada, ben] = await people(2, 'plan');
  const done = await inMidTyping(ada, ben);
  await server.kill9();
  await server.start();
  await done();
  expect(await converged([ada, ben])).toEqual(allOfIt);
});

test(
  'words written while the server was down arrive, and are still there after everyone has left',
  mixed,
  async ({ server, people }) => {
    const [ada, ben] = await people(2, 'plan');
    await ada.type('Before. ');
    await ben.reads('Before. ');
    await server.kill9();
    await ada.type('Meanwhile. ');
    await server.start();
    await ben.reads('Before. Meanwhile. ');
    await Promise.all([ada.leave(), ben.leave()]);
    await server.kill9();
    await server.start();
    const [cleo] = await people(1, 'plan');
    await cleo.sees('p: Before. Meanwhile. ');
  },
);

test('a server that stands still for a while loses nothing', mixed, async ({ server, people }) => {
  const [ada, ben] = await people(2, 'plan');
  await ada.type('Before. ');
  await ben.reads('Before. ');
  server.pause();
  await Promise.all([ada.type('Ada meanwhile. '), ben.press('Home')]);
  await ben.type('Ben meanwhile. ');
  server.resume();
  expect(await converged([ada, ben])).toEqual(['p: Ben meanwhile. Before. Ada meanwhile. ']);
});

test('after a restart and a reload all is there', mixed, async ({ server, people }) => {
  const [ada, ben] = await people(2, 'plan');
  await ada.type('# Picnic\n- bread\nwine\n\n**Soon.** ');
  const before = await converged([ada, ben]);
  expect(before).toEqual(['h1: Picnic', 'ul: bread', 'ul: wine', 'p: <b>Soon.</b> ']);
  await server.restart();
  await Promise.all([ada.reload(), ben.reload()]);
  expect(await converged([ada, ben])).toEqual(before);
});

test('[CURSOR2] people and carets are back at once after a reconnection', mixed, async ({ people, network }) => {
  const [ada, ben] = await people(2);
  await Promise.all([withoutSignsOfLife(ada), withoutSignsOfLife(ben)]);
  await Promise.all([ada.open('plan'), ben.open('plan')]);
  await ada.type('Hello');
  await ben.putCaret({ after: 'Hell' });
  await ada.seesCursorOf(ben, { after: 'Hell' });
  await network.cut(ada);
  await ben.seesPresent('Ben');
  await toldThatAllIsWell([ada], () => network.restore(ada));
  await ben.seesCursorsOf(ada);
  await ada.seesCursorsOf(ben);
  await ben.seesPresent('Ada', 'Ben');
  await ada.seesPresent('Ada', 'Ben');
  await ben.seesCursorOf(ada, { after: 'Hello' });
  await ada.seesCursorOf(ben, { after: 'Hell' });
});
