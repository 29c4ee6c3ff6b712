// A word that is being composed with an input method (IME) is there exactly once and in its place, whatever another
// does meanwhile. The keys of an input method are sent through Chromium's DevTools protocol.
import type { CDPSession } from '@playwright/test';
import { converged, expect, type Person, test } from './kit/index.ts';
import { type Section, tryAll } from './matrix.ts';
import { mixed } from './mixed.ts';
import { lasting } from './operations.ts';

/** The input method of a person in Chromium. */
class InputMethod {
  readonly #session: CDPSession;

  private constructor(session: CDPSession) {
    this.#session = session;
  }

  static async of({ context, page }: Person): Promise<InputMethod> {
    return new InputMethod(await context.newCDPSession(page));
  }

  /** Shows these letters as the word so far, with the caret at their end. */
  async compose(text: string): Promise<void> {
    const { length } = text;
    await this.#session.send('Input.imeSetComposition', { text, selectionStart: length, selectionEnd: length });
  }

  /** Ends the composition with this word. */
  async commit(text: string): Promise<void> {
    await this.#session.send('Input.insertText', { text });
  }
}

/** Tells the writer's page of something after all that the other has done, and waits until it has arrived there. */
async function tellAfterwards({ writer, other, number, operation }: Section): Promise<void> {
  const title = `${operation.name} ${number}`;
  await expect(other.page.getByRole('menu')).toHaveCount(0); // which gives the focus back when it has closed
  await other.page.getByTestId('title').fill(title);
  await expect(writer.page.getByTestId('title')).toHaveValue(title);
}

test(
  '[IME1] a word that is being composed stays whole and in its place, whatever others do',
  mixed,
  async ({ server, people, network }) => {
    const [writer, other] = await people(2); // in Chromium, and in Firefox
    const method = await InputMethod.of(writer);
    await tryAll(lasting, { server, network, pair: [writer, other], writerIn: () => 0 }, async (section) => {
      const word = `漢字${section.number}`;
      await section.putCaret();
      network.freeze(writer);
      await method.compose('k');
      await method.compose('か');
      await section.act();
      await network.restore(writer);
      await tellAfterwards(section);
      await method.compose('かんじ');
      await method.commit(word);
      await converged([writer, other]);
      await writer.type('.'); // the caret is still at the end of the word
      await section.expectAfter(`${word}.`, 'while a word is composed');
      await other.seesCursorOf(writer, { after: `${word}.` });
    });
  },
);

test('[IME1] words that people compose and type in one place are all there', mixed, async ({ people }) => {
  const [ada, ben, cleo] = await people(3, 'plan'); // in Chromium, in Firefox, and in Chromium
  await ada.type('One three');
  for (const person of [ada, ben, cleo]) await person.putCaret({ after: 'One' });
  const [adas, cleos] = [await InputMethod.of(ada), await InputMethod.of(cleo)];
  await adas.compose('か');
  await cleos.compose('に');
  await ben.type('two');
  await adas.compose('かんじ');
  await cleos.compose('にほん');
  await adas.commit('漢字');
  await cleos.commit('日本');
  await Promise.all([ada.type('!'), cleo.type('?')]);
  const words = ['two', '漢字!', '日本?'];
  const [line, ...others] = await converged([ada, ben, cleo]);
  expect(others).toEqual([]);
  expect(line).toHaveLength('p: One three'.length + words.join('').length);
  for (const word of words) expect(line).toContain(word);
});
