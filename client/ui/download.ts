// A document as a file to take away: Markdown, with the title as its first heading and in its name.

export interface MarkdownFile {
  readonly name: string;
  readonly content: string;
}

/** Longest file name without its ending, in UTF-16 units: well within what every file system takes. */
const longestFileName = 80;

/** What Markdown would read as something else than text. */
const marks = /[\\`*_[\]<]/g;
/** What some file system does not take in a name. */
const forbidden = /[\\/:*?"<>|\p{Cc}]/gu;

/** The file for a document with this title and this text, which is Markdown already. */
export function markdownFile(title: string, text: string): MarkdownFile {
  const line = title.trim();
  const name = line
    .replace(forbidden, ' ')
    .replace(/\s+/g, ' ')
    .slice(0, longestFileName)
    .replace(/^[.\s]+|[.\s]+$/g, '');
  const heading = line === '' ? [] : [`# ${line.replace(marks, '\\$&')}`];
  const parts = [...heading, text.trim()].filter((part) => part !== '');
  return { name: `${name.toWellFormed() || 'Untitled'}.md`, content: `${parts.join('\n\n')}\n` };
}

/** Hands a file to the browser, which puts it where downloads go. */
export function download({ name, content }: MarkdownFile): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([content], { type: 'text/markdown' }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // some browsers read it only after the click
}
