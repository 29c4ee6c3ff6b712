// The page /doctor: a visitor learns what stands between the browser and the server, and what mends it.
import { audit } from './audit.ts';
import { expect, test } from './kit/index.ts';

test.use({ serverEnv: { TRUST_PROXY: '2' } });

test('a visitor of /doctor sees the one fault with the line that mends it, and ninety idle seconds pass', async ({
  people,
  browsers,
}) => {
  test.skip(!browsers.includes('chromium'), 'The audit is of the page, and Firefox cannot be told its colours.');
  const [{ page, line }] = await people(1);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.clock.install();
  await page.goto(`${line.url}/doctor`);
  const row = (check: string) => page.locator(`[data-check="${check}"]`);
  await expect(row('body')).toHaveAttribute('data-state', 'fine');
  await expect(row('idle')).toHaveAttribute('data-state', 'waiting');
  await page.clock.fastForward(90_000);
  await expect(row('idle')).toHaveText(/A WebSocket stays open through \d+ seconds of silence/);
  await expect(page.getByTestId('summary')).toHaveText('1 thing needs attention.');
  await expect(row('addresses')).toContainText('TRUST_PROXY=0');
  await page.getByText('Lines for proxies').click();
  await expect(row('addresses')).toContainText('proxy_set_header X-Forwarded-For');
  await audit(page, 'doctor');
});
