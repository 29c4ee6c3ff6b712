// Every state of the page satisfies WCAG 2.2 AA as far as a program can tell, and fits a small phone.
import { canWrite, tokenMode, tokenOf } from './access.ts';
import { audit } from './audit.ts';
import { test } from './kit/index.ts';
import { isSaved } from './status.ts';

test.use({ serverEnv: tokenMode });

const long = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft';

test('[A11Y3] no state of the page breaks a rule of WCAG 2.2 AA, on a desk and on a phone, in light and dark', async ({
  server,
  people,
  browsers,
}) => {
  test.skip(!browsers.includes('chromium'), 'The rules are about the page, and Firefox cannot be told its colours.');
  const [ada, ben, cleo] = await people(3);
  for (const person of [ada, ben, cleo]) await person.page.emulateMedia({ reducedMotion: 'reduce' });
  const { page } = ada;
  const button = (name: string) => page.getByRole('button', { name }).click();
  const close = () => page.keyboard.press('Escape');

  await cleo.visit('/');
  await cleo.page.getByTestId('sign-in').waitFor();
  await audit(cleo.page, 'sign-in');
  await cleo.visit('/d/%20');
  await audit(cleo.page, 'no document');

  await ada.visit(`/d/plan#token=${await tokenOf(server, { sub: 'ada', name: 'Ada' })}`);
  await canWrite(ada);
  await page.getByTestId('title').fill(long);
  await ada.type(`# ${long}\nWords, https://example.org and \`${long}\`.\n> ${long}\n\n- one\n\n[] ${long}\nto do\n\n`);
  await ada.type(`\`\`\` ${long} ${long}`);
  await isSaved(ada);
  await ben.visit(`/d/plan#token=${await tokenOf(server, { sub: 'ben', name: 'Ben' })}`);
  await canWrite(ben);
  await ben.select('Words');
  await ada.seesCursorOf(ben, { after: 'Words' });
  await audit(page, 'document with people');

  await button('More');
  await audit(page, 'menu');
  await page.getByRole('menuitem', { name: 'Theme' }).click();
  await audit(page, 'theme');
  await close();
  await close();
  await button('People here');
  await audit(page, 'people');
  await close();
  await page.getByTestId('status').click();
  await audit(page, 'status');
  await close();
  await ada.putCaret({ after: 'Words' });
  await button('Block type');
  await audit(page, 'blocks');
  await close();
  await ada.press('ControlOrMeta+k');
  await page.getByRole('textbox', { name: 'Address' }).fill('javascript:');
  await audit(page, 'link');
  await close();
  await button('Share');
  await page.getByRole('button', { name: 'Make a link' }).click();
  await page.getByRole('button', { name: 'Withdraw' }).click();
  await audit(page, 'share');
  await close();
  await close();

  await ada.visit('/');
  await page.getByTestId('document').waitFor();
  await audit(page, 'home');
  await ada.visit('/d/plan');
  await canWrite(ada);
  await button('More');
  await page.getByRole('menuitem', { name: 'Delete document…' }).click();
  await audit(page, 'question');
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await ben.page.getByTestId('frozen').waitFor();
  await audit(ben.page, 'end notice');
});
