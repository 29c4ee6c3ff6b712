// What people are told of what they wrote: `Saved` is what the server has on its disk, and nothing else is called so.
import { expect, type Person, test } from './kit/index.ts';

const status = (person: Person) => person.page.getByTestId('status');

/** Waits until nothing of a person's is on its way any more, however short that is. */
async function isSaved(person: Person): Promise<void> {
  await expect(status(person)).toHaveAttribute('aria-busy', 'false');
  await expect(status(person)).toHaveText('Saved');
}

/** Closes the page as a person does, and gives whether the browser asked first; then the page stays. */
async function asksBeforeLeaving({ page }: Person): Promise<boolean> {
  const outcome = new Promise<boolean>((resolve) => {
    page.once('dialog', (dialog) => dialog.dismiss().then(() => resolve(true)));
    page.once('close', () => resolve(false));
  });
  await page.close({ runBeforeUnload: true });
  return outcome;
}

test('what is written is saved, and said to be on its way only when that takes a while', async ({ server, people }) => {
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

test('without a server nothing is called saved that is not, and it is told when all is well again', async ({
  server,
  people,
}) => {
  const [ada, ben] = await people(2, 'plan');
  await ada.type('Hello');
  await isSaved(ada);
  await server.kill9();
  await expect(status(ada)).toHaveText('Reconnecting…');
  await expect(status(ben)).toHaveText('Reconnecting…');
  await ada.type(' world');
  await expect(status(ada)).toHaveText('Not saved — keep this tab open');
  await expect(status(ben)).toHaveText('Reconnecting…');
  await server.start();
  const told = async (person: Person) => {
    await expect(status(person)).toHaveText('Back online — all changes saved');
    await expect(status(person)).toHaveText('Saved');
  };
  await Promise.all([told(ada), told(ben)]);
});

test('a server that is restarted says so', async ({ server, people }) => {
  const [ada] = await people(1, 'plan');
  await ada.type('Hello');
  await isSaved(ada);
  await server.stop();
  await expect(status(ada)).toHaveText('Server restarting — reconnecting');
  await server.start();
  await expect(status(ada)).toHaveText('Saved');
  await ada.sees('p: Hello');
});

test('leaving asks first only when something would be lost', async ({ server, people }) => {
  const [ada, ben] = await people(2, 'plan');
  await ada.type('Hello');
  await isSaved(ada);
  await server.kill9();
  await expect(status(ada)).toHaveText('Reconnecting…');
  await ada.type(' world');
  await expect(status(ada)).toHaveText('Not saved — keep this tab open');
  expect(await asksBeforeLeaving(ada)).toBe(true);
  expect(await asksBeforeLeaving(ben)).toBe(false);
});
