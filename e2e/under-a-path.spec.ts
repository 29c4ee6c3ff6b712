// Quire under a path of another site, behind a proxy that strips the path and behind one that passes it on.
import { tokenMode } from './access.ts';
import { converged, expect, test } from './kit/index.ts';
import { mixed } from './mixed.ts';
import { serveUnder } from './proxy.ts';
import { hasThePage, isKept, isSaved } from './status.ts';

test.use({ hasServiceWorkers: true, serverEnv: { ...tokenMode, BASE_PATH: '/quire' } });

test(
  'two people write, share, reload and open a document offline, each under a path of their own',
  mixed,
  async ({ people, network }) => {
    const [ada, ben] = await people(2);
    const stripping = await serveUnder(
      () => ada.line.url,
      (path) => path.replace(/^\/some\/where\//, '/'),
    );
    const passing = await serveUnder(
      () => ben.line.url,
      (path) => path,
    );
    const home = `${stripping.url}/some/where/`;

    await ada.page.goto(home);
    await ada.page.getByLabel('Admin key').fill(tokenMode.ADMIN_KEY);
    await ada.page.getByRole('button', { name: 'Sign in' }).click();
    await ada.page.getByRole('button', { name: 'New document' }).click();
    await ada.page.waitForURL(`${home}d/*`);
    await ada.page.goto(`${home}d/team/plan`);
    await ada.type('Bread. ');
    await ada.page.getByRole('button', { name: 'Share' }).click();
    await ada.page.getByRole('button', { name: 'Make a link' }).click();
    const link = await ada.page.getByTestId('share-address').inputValue();
    expect(link).toContain(`${home}d/team/plan#link=`);
    await ada.page.keyboard.press('Escape');

    await ben.page.goto(link.replace(home, `${passing.url}/quire/`));
    await ben.reads('Bread. ');
    await ben.putCaret({ after: 'Bread. ' });
    await ben.type('Wine. ');
    await ben.reload();
    await ada.reads('Wine. ');
    await isSaved(ada);

    await hasThePage(ada);
    await network.cut(ada);
    await ada.page.goto(`${home}d/team/plan`);
    await ada.putCaret({ after: 'Wine. ' });
    await ada.type('Cheese.');
    await isKept(ada);
    await network.restore(ada);
    expect(await converged([ada, ben])).toEqual(['p: Bread. Wine. Cheese.']);
    await ada.page.getByRole('link', { name: 'All documents' }).click();
    await ada.page.waitForURL(home);
    await expect(ada.page.getByTestId('document')).toHaveCount(2);
    for (const person of [ada, ben]) {
      expect(person.console.filter((line) => /Content.Security.Policy/i.test(line))).toEqual([]);
    }
    stripping.close();
    passing.close();
  },
);
