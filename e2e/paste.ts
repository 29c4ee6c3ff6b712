// What people paste, without a clipboard of the system.
import type { Person } from './kit/index.ts';

/** A file that a person brings. */
export interface Brought {
  readonly name: string;
  readonly type: string;
  readonly bytes: Buffer;
}

/** Pastes at a person's caret as an application that put these on the clipboard, by their MIME types, would have it. */
export async function paste({ page }: Person, types: Record<string, string>, files: Brought[] = []): Promise<void> {
  const editor = page.getByTestId('editor');
  await editor.focus();
  await editor.evaluate(
    (element, { files, entries }) => {
      const clipboardData = new DataTransfer();
      for (const { name, type, data } of files) {
        const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
        clipboardData.items.add(new File([bytes], name, { type }));
      }
      for (const [type, data] of entries) clipboardData.setData(type, data);
      const event = new ClipboardEvent('paste', { bubbles: true, cancelable: true });
      Object.defineProperty(event, 'clipboardData', { value: clipboardData }); // Firefox takes no data from a page
      element.dispatchEvent(event);
    },
    {
      files: files.map(({ name, type, bytes }) => ({ name, type, data: bytes.toString('base64') })),
      entries: Object.entries(types),
    },
  );
}

/** Pastes a file that was copied, with the HTML that stands beside it on the clipboard. */
export async function pasteFile(person: Person, file: Brought, html = ''): Promise<void> {
  await paste(person, html === '' ? {} : { 'text/html': html }, [file]);
}

/** Drops a file on the block with these words. */
export async function dropFile({ page }: Person, words: string, file: Brought): Promise<void> {
  await page
    .getByTestId('editor')
    .getByText(words)
    .evaluate(
      (element, { name, type, data }) => {
        const dataTransfer = new DataTransfer();
        const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
        dataTransfer.items.add(new File([bytes], name, { type }));
        const { left, top } = element.getBoundingClientRect();
        const at = { clientX: left + 5, clientY: top + 5 };
        for (const drag of ['dragenter', 'dragover', 'drop']) {
          element.dispatchEvent(new DragEvent(drag, { bubbles: true, cancelable: true, dataTransfer, ...at }));
        }
      },
      { name: file.name, type: file.type, data: file.bytes.toString('base64') },
    );
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
