// What other sites, and what others write, cannot do on our page.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { block, Peer } from './peer.ts';
import { converged, eventually, expect, test } from './kit/index.ts';
import { mixed } from './mixed.ts';
import { hasThePage, isSaved } from './status.ts';

/** An empty page of somebody else, with no rules of its own. */
async function otherSite(): Promise<{ url: string; close: () => void }> {
  const server = createServer((_request, response) =>
    response.setHeader('Content-Type', 'text/html').end('<p>Welcome'),
  );
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, close: () => server.close().closeAllConnections() };
}

test('a page of another origin can neither join a document nor make or delete one', async ({ server, people }) => {
  const [ada, ben] = await people(2);
  await ben.open('plan');
  const site = await otherSite();
  const page = await ada.context.newPage(); // whose errors are no faults of ours
  await page.goto(site.url);
  const joined = await page.evaluate((url) => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/collab/plan`);
    return new Promise((resolve) => {
      socket.onopen = () => resolve('joined');
      socket.onerror = () => resolve('refused');
    });
  }, server.url);
  expect(joined).toBe('refused');
  const answers = await page.evaluate(async (url) => {
    const refused = () => 'refused';
    const made = await fetch(`${url}/api/documents`, { method: 'POST' }).catch(refused);
    const blindly = await fetch(`${url}/api/documents`, { method: 'POST', mode: 'no-cors' }).then(
      ({ type }) => type,
      refused,
    );
    const deleted = await fetch(`${url}/api/documents/plan`, { method: 'DELETE' }).catch(refused);
    return [made, deleted, blindly];
  }, server.url);
  expect(answers.slice(0, 2)).toEqual(['refused', 'refused']); // the third may be sent, and changes nothing
  const { documents } = await (await fetch(`${server.url}/api/documents`)).json();
  expect(documents.map(({ name }: { name: string }) => name)).toEqual(['plan']);
  site.close();
});

test.describe('with a service worker', () => {
  test.use({ hasServiceWorkers: true });

  test('the page keeps its own policy: nothing that it does is held up by the browser', async ({ people }) => {
    const [ada, ben] = await people(2, 'plan');
    await ada.type('Hello there');
    await ada.select('there');
    await ada.press('ControlOrMeta+k');
    await ada.page.getByLabel('Address').pressSequentially('https://example.org/map');
    await ada.page.keyboard.press('Enter');
    await ada.page.getByRole('button', { name: /^Block type/ }).click();
    await ada.page.getByRole('menuitemradio', { name: 'Heading 1' }).click();
    await ada.page.getByTestId('status').hover();
    await expect(ada.page.getByTestId('places')).toBeVisible();
    await ada.page.getByRole('button', { name: 'More' }).click();
    await ada.page.getByRole('menuitem', { name: 'Delete document…' }).click();
    await ada.page.getByRole('button', { name: 'Cancel' }).click();
    await ben.sees('h1: Hello <a https://example.org/map>there</a>');
    await hasThePage(ada);
    for (const person of [ada, ben]) {
      expect(person.console.filter((line) => /Content.Security.Policy/i.test(line))).toEqual([]);
    }
  });
});

test(
  'a person who works under the client id of another does not silence them, nor take their place',
  mixed,
  async ({ server, people, network }) => {
    const [ada, ben] = await people(2, 'plan');
    await ada.type('Bread. ');
    await ben.reads('Bread.');
    const eve = await Peer.join(server.url, 'plan');
    await eventually(() => eve.others.length).toBe(2);
    const markersOf = (client: number) => client + 2 ** 31; // under this id a page writes its markers
    for (const client of eve.others.flatMap((one) => [one, markersOf(one)])) {
      eve.doc.clientID = client;
      eve.write(block({}, 'Eve.'));
    }
    eve.doc.clientID = eve.client;
    eve.leave();
    const eves = Array<string>(4).fill('p: Eve.');
    await ben.sees('p: Bread. ', ...eves);
    await ada.putCaret({ after: 'Bread. ' });
    await ada.type('\nWine. ');
    await isSaved(ada);
    await network.cut(ada);
    await ada.type('\nCheese.');
    await network.restore(ada);
    await isSaved(ada);
    expect(await converged([ada, ben])).toEqual(['p: Bread. ', 'p: Wine. ', 'p: Cheese.', ...eves]);
    await ben.seesPresent('Ada', 'Ben');
  },
);
