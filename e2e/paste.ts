// What people paste, without a clipboard of the system.
import type { Person } from './kit/index.ts';

/** Pastes at a person's caret as an application that put these on the clipboard, by their MIME types, would have it. */
export async function paste({ page }: Person, types: Record<string, string>): Promise<void> {
  const editor = page.getByTestId('editor');
  await editor.focus();
  await editor.evaluate((element, entries) => {
    const clipboardData = new DataTransfer();
    for (const [type, data] of entries) clipboardData.setData(type, data);
    const event = new ClipboardEvent('paste', { bubbles: true, cancelable: true });
    Object.defineProperty(event, 'clipboardData', { value: clipboardData }); // Firefox takes no data from a page
    element.dispatchEvent(event);
  }, Object.entries(types));
}

/** What copying the selection puts on the clipboard, by MIME types. */
export async function copied({ page }: Person): Promise<Record<string, string>> {
  return page.getByTestId('editor').evaluate(async (element) => {
    const types: Record<string, string> = {};
    // A page of Firefox may not read what it set; so this stands in the place of the clipboard.
    const clipboardData = { setData: (type: string, data: string) => void (types[type] = data) };
    const event = new ClipboardEvent('copy', { bubbles: true, cancelable: true });
    Object.defineProperty(event, 'clipboardData', { value: clipboardData });
    element.dispatchEvent(event);
    await new Promise((resolve) => setTimeout(resolve));
    return types;
  });
}
