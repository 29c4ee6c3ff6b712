// Without a network, over an end of the browser: what was opened once opens again and is written on, and in the end
// everybody has everything, and has it once.
import { converged, expect, test } from './kit/index.ts';
import { hasThePage, isKept, isSaved, toldThatAllIsWell } from './status.ts';

test.use({ keepProfiles: true });

test('[LOCAL4] a person writes offline, closes the browser, opens it and writes on, and all of it arrives', async ({
  people,
  network,
}) => {
  const [ada, ben] = await people(2, 'plan');
  await ada.page.getByTestId('title').fill('A picnic');
  await ada.type('Bread. ');
  await ben.reads('Bread. ');
  await hasThePage(ada);
  await network.cut(ada);
  await ada.type('Wine. ');
  await isKept(ada);
  await ada.closeBrowser();
  await ben.press('Home');
  await ben.type('We bring: ');
  await ada.openBrowser();
  await ada.visit('/d/plan');
  await ada.sees('title: A picnic', 'p: Bread. Wine. ');
  await ada.putCaret({ after: 'Wine. ' });
  await ada.type('Cheese.');
  await isKept(ada);
  await toldThatAllIsWell([ada], () => network.restore(ada));
  expect(await converged([ada, ben])).toEqual(['title: A picnic', 'p: We bring: Bread. Wine. Cheese.']);
});

test('[LOCAL4] both write offline and open their browsers again; the first online need not wait for the other', async ({
  people,
  network,
}) => {
  const [ada, ben] = await people(2, 'plan');
  await ada.type('Ada: \nBen: ');
  await converged([ada, ben]);
  for (const [person, words] of [
    [ada, 'bread'],
    [ben, 'wine'],
  ] as const) {
    await hasThePage(person);
    await network.cut(person);
    await person.putCaret({ after: `${person.name}: ` });
    await person.type(words);
    await isKept(person);
    await person.closeBrowser();
  }
  await network.restore(ada);
  await ada.openBrowser();
  await ada.open('plan');
  await isSaved(ada);
  await ada.sees('p: Ada: bread', 'p: Ben: ');
  await ben.openBrowser();
  await ben.visit('/d/plan');
  await ben.sees('p: Ada: ', 'p: Ben: wine');
  await network.restore(ben);
  expect(await converged([ada, ben])).toEqual(['p: Ada: bread', 'p: Ben: wine']);
});

test('[LOCAL4] words deleted offline stay deleted, and a document opened again online is shown once', async ({
  people,
  network,
}) => {
  const [ada, ben] = await people(2, 'plan');
  await ada.type('Bread and wine');
  await converged([ada, ben]);
  await network.cut(ada);
  await ada.select(' and wine');
  await ada.press('Backspace');
  await isKept(ada);
  await ada.closeBrowser();
  await network.restore(ada);
  await ada.openBrowser();
  await ada.open('plan');
  expect(await converged([ada, ben])).toEqual(['p: Bread']);
  await ada.putCaret({ after: 'Bread' });
  await ada.type('.');
  expect(await converged([ada, ben])).toEqual(['p: Bread.']);
});

test('a document that this browser never had says so offline, and opens by itself when there is a network', async ({
  people,
  network,
}) => {
  const [ada, ben] = await people(2, 'plan');
  await ben.type('Bread');
  await ada.reads('Bread');
  await hasThePage(ada);
  await network.cut(ada);
  await ada.visit('/d/other');
  await expect(ada.page.getByRole('heading')).toHaveText('This document is not on this device');
  await network.restore(ada);
  await ada.type('Wine');
  await ada.sees('p: Wine');
});
