// Code blocks under the keys that people know from their editors of code.
import { converged, test } from './kit/index.ts';

const kind = (digit: number) => `ControlOrMeta+Alt+${digit}`;

test('Tab indents lines of code, Enter keeps the indent, and arrows leave the block', async ({ people }) => {
  const [ada] = await people(1, 'plan');
  await ada.press(kind(8));
  await ada.type('one\ntwo\nthree');
  await ada.selectFrom({ after: 'o' }, { after: 'tw' });
  await ada.press('Tab');
  await ada.sees('code: \tone⏎\ttwo⏎three');
  await ada.press('Tab', 'Shift+Tab');
  await ada.sees('code: \tone⏎\ttwo⏎three');
  await ada.putCaret({ after: 'two' });
  await ada.press('Enter');
  await ada.type('new');
  await ada.sees('code: \tone⏎\ttwo⏎\tnew⏎three');
  await ada.press('Shift+Tab');
  await ada.type(' http://example.org/a , ');
  await ada.press('ControlOrMeta+b');
  await ada.type('b');
  await ada.sees('code: \tone⏎\ttwo⏎new http://example.org/a , b⏎three');
  await ada.press('ArrowDown', 'ArrowDown');
  await ada.type('below');
  await ada.putCaret({ after: 'one' });
  await ada.press('ArrowUp');
  await ada.type('above');
  await ada.sees('p: above', 'code: \tone⏎\ttwo⏎new http://example.org/a , b⏎three', 'p: below');
});

test('blocks become lines of one code block, and its lines blocks', async ({ people }) => {
  const [ada, ben] = await people(2, 'plan');
  await ada.type('# one\ntwo https://example.org/ \n\nfour');
  await ada.press('ControlOrMeta+a', kind(8));
  await ada.sees('code: one⏎two https://example.org/ ⏎⏎four');
  await ada.press('End');
  await ada.type('!');
  await ada.press(kind(6));
  await ada.sees('ol: one', 'ol: two <a https://example.org/>https://example.org/</a> ', 'ol: ', 'ol: four!');
  await ada.type('?');
  await ada.press('ControlOrMeta+z', 'ControlOrMeta+z');
  await ada.sees('code: one⏎two https://example.org/ ⏎⏎four!');
  await ada.putCaret({ after: 'one' });
  await ada.press(kind(0));
  await ada.type('.');
  await ada.sees('p: one.', 'p: two <a https://example.org/>https://example.org/</a> ', 'p: ', 'p: four!');
  await converged([ada, ben]);
});
