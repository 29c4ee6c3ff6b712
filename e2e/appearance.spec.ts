// The page in the person's language and theme, chosen by the browser and by the person.
import { eventually, expect, test, type Person } from './kit/index.ts';

/** Makes the browser of `person` prefer these languages, from the next page on. */
const prefer = ({ context }: Person, ...languages: string[]) =>
  context.addInitScript((all) => Object.defineProperty(navigator, 'languages', { get: () => all }), languages);

test('the page speaks the first language of the browser that it knows, or the one that the person chooses', async ({
  people,
}) => {
  const [ada, ben] = await people(2);
  await prefer(ada, 'fr', 'de-DE');
  await prefer(ben, 'zh-CN');
  await Promise.all([ada.open('plan'), ben.open('plan')]);

  await expect(ada.page.locator('html')).toHaveAttribute('lang', 'de');
  await expect(ada.page.getByTestId('status')).toHaveText('Gespeichert');
  await expect(ada.page.getByTestId('title')).toHaveAttribute('placeholder', 'Ohne Titel');
  await expect(ada.page).toHaveTitle('Ohne Titel · Quire');
  await ada.page.getByRole('button', { name: 'Personen hier: 2. Dein Name und deine Farbe' }).click();
  await expect(ada.page.getByRole('heading', { name: 'Auch hier' })).toBeVisible();
  await ada.press('Escape');
  await expect(ada.page.getByRole('toolbar', { name: 'Formatierung' })).toBeVisible();

  await expect(ben.page.locator('html')).toHaveAttribute('lang', 'zh-Hans');
  await expect(ben.page.getByTestId('status')).toHaveText('已保存');
  await ben.page.getByRole('button', { name: '更多' }).click();
  await expect(ben.page.getByRole('menuitem', { name: '下载为' })).toBeVisible();
  await ben.page.getByRole('menuitem', { name: '语言' }).click();
  await expect(ben.page.getByRole('menuitemradio', { name: '跟随浏览器' })).toBeChecked();
  await ben.page.getByRole('menuitemradio', { name: 'English' }).click();

  await expect(ben.page.getByTestId('status')).toHaveText('Saved');
  await expect(ben.page).toHaveTitle('Untitled · Quire');
  await expect(ben.page.getByRole('textbox', { name: 'Document text' })).toBeVisible();
  await ben.reload();
  await expect(ben.page.getByTestId('status')).toHaveText('Saved');
});

test('a theme that the person chooses is there before anything is painted, on every page of the device', async ({
  people,
}) => {
  const [ada] = await people(1, 'plan');
  const paper = () => ada.page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const [light, dark] = ['rgb(253, 252, 250)', 'rgb(22, 21, 20)'];
  await eventually(paper).toBe(light);
  await ada.page.getByRole('button', { name: 'More' }).click();
  await ada.page.getByRole('menuitem', { name: 'Theme' }).click();
  await ada.page.getByRole('menuitemradio', { name: 'Dark' }).click();
  await eventually(paper).toBe(dark);
  const themeColor = ada.page.locator('meta[name=theme-color][media=all]');
  await expect(themeColor).toHaveAttribute('content', '#161514');

  const other = await ada.context.newPage();
  await other.route('**/assets/index-*.js', (route) => route.abort()); // the page itself is still on its way
  await other.goto(ada.page.url());
  expect(await other.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)).toBe(dark);
  await other.close();

  await ada.page.getByRole('button', { name: 'More' }).click();
  await ada.page.getByRole('menuitem', { name: 'Theme' }).click();
  await ada.page.getByRole('menuitemradio', { name: 'As the system' }).click();
  await eventually(paper).toBe(light);
});
