// A file that somebody drops on a page never makes the browser leave the page.
import { expect, type Person, test } from './kit/index.ts';

/** Drops a file on an element; whether the browser would then open the file. */
async function leavesFor({ page }: Person, selector: string): Promise<boolean> {
  return page.locator(selector).evaluate((element) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(['words'], 'words.bin', { type: 'application/octet-stream' }));
    const drag = (type: string) => new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer });
    return ['dragenter', 'dragover', 'drop'].map((type) => element.dispatchEvent(drag(type))).at(-1)!;
  });
}

test('a file dropped beside the text changes nothing, and the page says so; one on the text is added', async ({
  people,
}) => {
  const [ada] = await people(1);
  let bring = () => {};
  const brought = new Promise<void>((resolve) => (bring = resolve));
  await ada.page.route('**/assets/parts-*.js', async (route) => {
    await brought;
    await route.continue();
  });
  await ada.open('plan');
  await ada.type('Words');
  for (const selector of ['.bar', 'body']) {
    expect(await leavesFor(ada, selector)).toBe(false);
    await expect(ada.page.getByText('Files cannot be added here.')).toBeVisible();
  }
  await ada.sees('p: Words');
  expect(await leavesFor(ada, '[data-testid=editor] p')).toBe(false);
  await ada.type(' and more');
  bring(); // what was dropped before the code for files came is added with it
  await ada.sees('p: Words and more', 'file: words.bin', 'p: ');
});
