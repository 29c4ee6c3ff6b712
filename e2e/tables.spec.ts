// Tables with real keys and clipboards: one person makes and arranges a table while another writes in it.
import { converged, expect, type Person, test } from './kit/index.ts';
import { mixed } from './mixed.ts';
import { paste } from './paste.ts';

const html = (rows: readonly string[][]) =>
  `<table>${rows.map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join('')}</tr>`).join('')}</table>`;

/** Chooses from the menu of the table in which the person's caret is. */
async function choose({ page }: Person, entry: string): Promise<void> {
  await page.getByRole('button', { name: 'Row, column and table' }).click();
  await page.getByRole(/Header/.test(entry) ? 'menuitemcheckbox' : 'menuitem', { name: entry, exact: true }).click();
}

test('[TABLE1] two people fill, arrange and undo a table together', mixed, async ({ people }) => {
  const [ada, ben] = await people(2, 'plan');
  await paste(ada, { 'text/html': html([['Town', 'People'], ['Ulm', '128'], ['Bonn', '331']]) }); // prettier-ignore
  await ada.putCaret({ after: 'Town' });
  await choose(ada, 'Header row');
  await ben.sees('row: [Town] | [People]', 'row: Ulm | 128', 'row: Bonn | 331', 'p: ');
  await expect(ben.page.locator('th[scope=col]')).toHaveCount(2);

  // Tab goes through the cells, and makes a row behind the last.
  await ada.putCaret({ after: 'Bonn' });
  await ada.press('Tab');
  await ada.press('End');
  await ada.press('Tab');
  await ada.type('Aalen');
  await ada.press('Tab');
  await ada.type('68');
  await ben.sees('row: [Town] | [People]', 'row: Ulm | 128', 'row: Bonn | 331', 'row: Aalen | 68', 'p: ');
  await ben.seesCursorOf(ada, { after: '68' });

  // Ben writes in a cell while Ada sorts, moves and adds around it.
  await ben.putCaret({ after: 'Ulm' });
  await ben.type(' on');
  await choose(ada, 'Sort descending by this column');
  await ben.type(' the');
  await ada.putCaret({ after: 'Bonn' });
  await choose(ada, 'Insert column right');
  await choose(ada, 'Move row down');
  await ben.type(' Danube');
  const sorted = ['row: [Town] | [] | [People]', 'row: Ulm on the Danube |  | 128', 'row: Bonn |  | 331'];
  expect(await converged([ada, ben])).toEqual([...sorted, 'row: Aalen |  | 68', 'p: ']);

  // An undo takes back one's own steps alone.
  await ada.press('ControlOrMeta+z', 'ControlOrMeta+z');
  expect(await converged([ada, ben])).toEqual([
    'row: [Town] | [People]',
    'row: Bonn | 331',
    'row: Ulm on the Danube | 128',
    'row: Aalen | 68',
    'p: ',
  ]);
});

test(
  '[TABLE1] what is typed into a row, a column or a table comes back with it',
  mixed,
  async ({ people, network }) => {
    const [ada, ben] = await people(2, 'plan');
    await paste(ada, { 'text/html': html([['one', 'two'], ['three', 'four']]) }); // prettier-ignore
    await ben.reads('four');
    const deletes = async (entry: string, words: string, typed: string) => {
      await ben.putCaret({ after: words });
      await network.cut(ben);
      await ben.type(typed);
      await ada.putCaret({ after: words });
      await choose(ada, entry);
      await network.restore(ben);
      const lines = await converged([ada, ben]);
      await ben.type('.'); // the caret is still where it was
      await ada.reads(`${typed}.`);
      return lines;
    };
    expect(await deletes('Delete row', 'two', ' late')).toEqual(['row: three | four', 'row:  |  late', 'p: ']);
    expect(await deletes('Delete column', 'three', ' more')).toEqual(['row: four |  more', 'row:  late. | ', 'p: ']);
    expect(await deletes('Delete table', 'four', ' last')).toEqual(['row:  last | ', 'row:  | ', 'p: ']);
  },
);
