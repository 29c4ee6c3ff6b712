// What Quire's specs read of the status in the bar.
import { expect, type Person } from './kit/index.ts';

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

/** Waits until a person has been told that they are connected again, and that it is all there. */
export async function toldThatAllIsWell(person: Person): Promise<void> {
  await expect(status(person)).toHaveText('Back online — all changes saved');
  await isSaved(person);
}
