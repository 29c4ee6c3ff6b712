// What Quire's specs wait for: the status in the bar, and the page that opens without a server.
import { eventually, expect, type Person } from './kit/index.ts';

/** The words that tell a person how the connection is and what of theirs is saved. */
export const status = (person: Person) => person.page.getByTestId('status');

/** Waits until nothing of a person's is on its way any more, however short that is. */
export async function isSaved(person: Person): Promise<void> {
  await expect(status(person)).toHaveAttribute('aria-busy', 'false');
  await expect(status(person)).toHaveText('Saved');
}

/** Waits until all that a person wrote without a connection is kept in their browser, down to the last key. */
export async function isKept(person: Person): Promise<void> {
  await expect(status(person)).toHaveText('Offline — changes kept on this device');
  await status(person).hover();
  await expect(person.page.getByTestId('places')).toContainText('All changes kept');
}

/** Waits until the details of the status say that a person's page is connected over HTTP, and why; or not so. */
export async function isConnected(person: Person, by: 'HTTP' | 'a WebSocket'): Promise<void> {
  await status(person).hover();
  const place = person.page.getByTestId('places').getByText(/^Connected since/);
  await expect(place).toHaveText(by === 'HTTP' ? /, over HTTP, as this network blocks WebSockets$/ : /since [^,]+$/);
}

/** Waits until the browser would open the page without a server. */
export async function hasThePage({ page }: Person): Promise<void> {
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => {}));
}

/** All that a page tells its person from now on, in the bar and to screen readers, however soon it is taken back. */
export async function listen({ page }: Person): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const told = new Set<string>();
    const hear = () => {
      for (const element of document.querySelectorAll('[data-testid=status], [role=status]')) {
        told.add(element.textContent);
      }
    };
    new MutationObserver(hear).observe(document, { subtree: true, childList: true, characterData: true });
    Object.assign(window, { told });
  });
  return () => page.evaluate(() => [...(window as unknown as { told: Set<string> }).told]);
}

/** Does `act`, and waits until people's pages have said that they are connected again and that it is all there. */
export async function toldThatAllIsWell(people: readonly Person[], act: () => Promise<unknown>): Promise<void> {
  const told = await Promise.all(people.map(listen));
  await act();
  for (const each of told) await eventually(each).toContain('Back online — all changes saved');
  for (const person of people) await isSaved(person);
}
