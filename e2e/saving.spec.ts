// What people are told of what they wrote: `Saved` is what the server has on its disk, and nothing else is called so.
import { converged, expect, type Fixtures, type Person, type Server, test } from './kit/index.ts';
import { mixed } from './mixed.ts';
import { allOfIt, inMidTyping } from './mid-typing.ts';
import { isSaved, status, toldThatAllIsWell } from './status.ts';

/** Closes the page as a person does, and gives whether the browser asked first; then the page stays. */
async function asksBeforeLeaving({ page }: Person): Promise<boolean> {
  const outcome = new Promise<boolean>((resolve) => {
    page.once('dialog', (dialog) => dialog.dismiss().then(() => resolve(true)));
    page.once('close', () => resolve(false));
  });
  await page.close({ runBeforeUnload: true });
  return outcome;
}

/** Makes a person's browser one that lets pages keep no databases, as some do in private windows. */
async function keepsNothing({ context }: Person): Promise<void> {
  await context.addInitScript(() => {
    const refuse = () => {
      throw new DOMException('The operation is insecure.', 'SecurityError');
    };
    IDBFactory.prototype.open = refuse;
    IDBFactory.prototype.databases = refuse;
  });
}

/**
 * Kills the server once everybody's page says `Saved`, and gives what is on its disk: nobody is left to bring anything
 * back.
 */
async function onTheDisk(server: Server, people: Fixtures['people'], everybody: Person[]): Promise<string[]> {
  for (const person of everybody) await isSaved(person);
  await server.kill9();
  for (const person of everybody) await person.leave();
  await server.start();
  const [other] = await people(1, 'plan');
  return other.lines();
}

test('[SAVED1] [STATUS2] a change is saved, and the page says that it is on its way only when that lasts', async ({
  server,
  people,
}) => {
  const [ada] = await people(1, 'plan');
  await expect(status(ada)).toHaveText('Saved');
  await ada.type('Hello');
  await expect(status(ada)).toHaveText('Saved');
  server.pause();
  await ada.type(' world');
  await expect(status(ada)).toHaveText('Saving…');
  server.resume();
  await expect(status(ada)).toHaveText('Saved');
});

test(
  '[SAVED1] everything that the page called saved is there after the server was killed',
  mixed,
  async ({ server, people }) => {
    const [ada] = await people(1, 'plan');
    await ada.type('# Picnic\nBread and wine.');
    expect(await onTheDisk(server, people, [ada])).toEqual(['h1: Picnic', 'p: Bread and wine.']);
  },
);

test(
  '[STATUS1] a connection is cut and restored, and the page says so on the way',
  mixed,
  async ({ people, network }) => {
    const [ada, ben] = await people(2, 'plan');
    await ada.type('Hello');
    await isSaved(ada);
    await network.cut(ada);
    await network.cut(ben);
    await expect(status(ada)).toHaveText('Reconnecting…');
    await ada.type(' world');
    await expect(status(ada)).toHaveText('Offline — changes kept on this device');
    await expect(status(ben)).toHaveText('Reconnecting…');
    await toldThatAllIsWell([ada, ben], () => Promise.all([network.restore(ada), network.restore(ben)]));
    expect(await converged([ada, ben])).toEqual(['p: Hello world']);
  },
);

test('[LOCAL3] a browser that keeps nothing says that words written without a server are not saved', async ({
  server,
  people,
}) => {
  const [ada] = await people(1);
  await keepsNothing(ada);
  await ada.open('plan');
  await ada.type('Hello');
  await isSaved(ada);
  await server.kill9();
  await expect(status(ada)).toHaveText('Reconnecting…');
  await ada.type(' world');
  await expect(status(ada)).toHaveText('Not saved — keep this tab open');
  await toldThatAllIsWell([ada], () => server.start());
});

test('[SAVED3] the browser asks before a person leaves only when something would be lost', async ({
  server,
  people,
}) => {
  const [ada, ben, cleo] = await people(3);
  await keepsNothing(ada);
  await keepsNothing(ben);
  for (const person of [ada, ben, cleo]) await person.open('plan');
  await server.kill9();
  for (const person of [ada, ben, cleo]) await expect(status(person)).toHaveText('Reconnecting…');
  await ada.type('Hello');
  await cleo.type('Hello');
  await expect(status(ada)).toHaveText('Not saved — keep this tab open');
  await expect(status(cleo)).toHaveText('Offline — changes kept on this device');
  expect(await asksBeforeLeaving(ada)).toBe(true);
  expect(await asksBeforeLeaving(ben)).toBe(false);
  expect(await asksBeforeLeaving(cleo)).toBe(false);
});

test('[STATUS1] a server that restarts says so', mixed, async ({ server, people }) => {
  const [ada, ben] = await people(2, 'plan');
  await ada.type('Hello');
  await isSaved(ada);
  expect(await server.stop()).toBe(0);
  for (const person of [ada, ben]) await expect(status(person)).toHaveText('Server restarting — reconnecting');
  await toldThatAllIsWell([ada, ben], () => server.start());
  expect(await converged([ada, ben])).toEqual(['p: Hello']);
});

test(
  'a server that is stopped while people write ends well, and all of it is there',
  mixed,
  async ({ server, people }) => {
    const [ada, ben] = await people(2, 'plan');
    const done = await inMidTyping(ada, ben);
    expect(await server.stop()).toBe(0);
    await server.start();
    await done();
    expect(await converged([ada, ben])).toEqual(allOfIt);
    expect(await onTheDisk(server, people, [ada, ben])).toEqual(allOfIt);
  },
);

test.describe('on a small disk', () => {
  test.use({ diskBytes: 4 << 20 });

  test(
    '[STATUS1] the page tells of a full disk, people go on writing, and all is saved once there is room',
    mixed,
    async ({ server, people }) => {
      const [ada, ben] = await people(2, 'plan');
      await ada.type('Bread.');
      await isSaved(ada);
      server.fillDisk();
      await ada.type(' Wine.');
      await expect(status(ada)).toHaveText('Not saved — keep this tab open');
      await ben.putCaret({ after: 'Wine.' });
      await ben.type(' Cheese.');
      await expect(status(ben)).toHaveText('Not saved — keep this tab open');
      await ada.sees('p: Bread. Wine. Cheese.');
      server.freeDisk();
      expect(await onTheDisk(server, people, [ada, ben])).toEqual(['p: Bread. Wine. Cheese.']);
    },
  );

  test(
    'a server ends on a full disk, too, and the pages bring again all that it could not store',
    mixed,
    async ({ server, people }) => {
      const [ada] = await people(1, 'plan');
      await ada.type('Bread.');
      await isSaved(ada);
      server.fillDisk();
      await ada.type(' Wine.');
      await expect(status(ada)).toHaveText('Not saved — keep this tab open');
      expect(await server.stop()).toBe(0);
      await expect(status(ada)).toHaveText('Offline — changes kept on this device');
      server.freeDisk();
      await server.start();
      expect(await onTheDisk(server, people, [ada])).toEqual(['p: Bread. Wine.']);
    },
  );
});
