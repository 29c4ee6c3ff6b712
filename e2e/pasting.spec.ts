// What people copy elsewhere and paste here, and the other way round, under the page's own policy (CSP).
import { readFileSync } from 'node:fs';
import { eventually, expect, type Person, test } from './kit/index.ts';
import { noComplaint } from './complaints.ts';
import { copied, paste } from './paste.ts';

const fixture = (name: string) =>
  readFileSync(`${import.meta.dirname}/../client/editor/clipboard/fixtures/${name}`, 'utf8').trimEnd();

/** Selects all, and gives what copying puts on the clipboard. */
async function copyAll(person: Person): Promise<Record<string, string>> {
  await person.press('ControlOrMeta+a');
  return copied(person);
}

const applications = [
  'word',
  'google-docs',
  'google-sheets',
  'excel',
  'gmail',
  'apple-notes',
  'notion',
  'vs-code',
  'web-page',
];

test('what each application puts on the clipboard arrives as it looks there, and leaves as clean HTML', async ({
  people,
}) => {
  const [ada] = await people(1, 'plan');
  for (const name of applications) {
    await ada.press('ControlOrMeta+a', 'Backspace', 'ControlOrMeta+Alt+0');
    await eventually(() => ada.lines()).toEqual(['p: ']);
    const editorData = name === 'vs-code' ? '{"version":1,"mode":"typescript"}' : '';
    await paste(ada, { 'text/html': fixture(`${name}.html`), 'text/plain': 'plain', 'vscode-editor-data': editorData });
    await eventually(async () => (await copyAll(ada))['text/html'], { message: name }).toBe(
      fixture(`${name}.expected.html`),
    );
  }
  noComplaint(ada);
});

test('plain text stays plain, also as Ctrl+Shift+V has it; an address over words links them', async ({ people }) => {
  const [ada] = await people(1, 'plan');
  await paste(ada, { 'text/plain': 'one # two\n\n- three' });
  await ada.sees('p: one # two', 'p: ', 'p: - three');
  await ada.select('one');
  await paste(ada, { 'text/plain': 'https://example.com/page is where you find it' });
  await ada.sees(
    'p: <a https://example.com/page>https://example.com/page</a> is where you find it # two',
    'p: ',
    'p: - three',
  );
  await ada.select('where');
  await paste(ada, { 'text/plain': 'tel: call me tomorrow' });
  await ada.select('two');
  await paste(ada, {
    'text/plain': 'https://example.com/two\n',
    'text/html': '<a href="https://example.com/two">Two</a>',
  });
  await ada.selectFrom({ before: 'find' }, { after: 'three' });
  await paste(ada, { 'text/plain': 'https://example.com/three' });
  await ada.sees(
    'p: <a https://example.com/page>https://example.com/page</a> is tel: call me tomorrow you ' +
      '<a https://example.com/three>https://example.com/three</a>',
  );
  noComplaint(ada);
});

test('what is copied here with real keys comes back as it was, and as Markdown with Ctrl+Shift+V', async ({
  people,
}) => {
  const [ada] = await people(1, 'plan');
  await ada.type('# Plan\n- milk\n');
  await ada.press('Tab');
  await ada.type('rye\n\n\nThe end');
  const before = ['h1: Plan', 'ul: milk', '  ul: rye', 'p: The end'];
  await ada.sees(...before);
  await ada.press('ControlOrMeta+a', 'ControlOrMeta+c', 'ControlOrMeta+v');
  await ada.sees(...before);
  await ada.selectFrom({ before: 'Plan' }, { after: 'rye' });
  await ada.press('ControlOrMeta+c');
  await ada.putCaret({ after: 'The end' });
  await ada.press('Enter', 'ControlOrMeta+Shift+v');
  await ada.sees(...before, 'p: # Plan', 'p: ', 'p: - milk', 'p:     - rye');
  noComplaint(ada);
});

test('300 kB of words, of HTML and of plain text, arrive whole', async ({ people }) => {
  const [ada] = await people(1, 'plan');
  const count = 1_500;
  const sentence = 'The quick brown fox jumps over the lazy dog, and then it rests for a while in the sun of May.';
  const lines = Array.from({ length: count }, (_, i) => `${i}. ${sentence} ${sentence}`);
  const style = 'font-size:11pt;font-family:Arial;color:#000000;white-space:pre-wrap;';
  const html = lines.map((line) => `<p><span style="${style}font-weight:400">${line} </span><b>b</b></p>`).join('');
  const arrives = async (types: Record<string, string>, ends: string) => {
    await ada.press('ControlOrMeta+a', 'Backspace');
    await paste(ada, types);
    await eventually(async () => (await ada.lines()).length).toBe(count);
    const shown = await ada.text();
    expect([shown.includes(`0. ${sentence}`), shown.endsWith(ends)]).toEqual([true, true]);
  };
  await arrives({ 'text/html': html }, `${lines.at(-1)} b`);
  await arrives({ 'text/plain': lines.join('\n') }, lines.at(-1)!);
  noComplaint(ada);
});

test('markup that is made to take long, or is deeper than any page has it, does no harm', async ({ people }) => {
  const [ada] = await people(1, 'plan');
  const many = 5_000;
  const deep = ['<span style="color:red">', '<div>', '<ul><li>', '<blockquote>', '<table><tr><td>', '<b><i>', '<x-y>'];
  for (const [i, piece] of [...deep, '<a href="https://e.org">', '<br>', '<p></p>', '<pre>', '<a <a "'].entries()) {
    await ada.press('ControlOrMeta+a', 'Backspace');
    await paste(ada, { 'text/html': `${piece.repeat(many)}word ${i}`, 'text/plain': `plain ${i}` });
    await ada.type('!');
    await ada.reads('!');
  }
  await ada.press('ControlOrMeta+a', 'Backspace');
  await ada.type('The end');
  await ada.reads('The end');
  noComplaint(ada);
});
