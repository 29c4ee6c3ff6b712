// Word documents, in and out, and files that only say that they are one.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32, deflateRawSync } from 'node:zlib';

import { safeHref } from './addresses.ts';
import type { Block, Formats, Keys } from './body.ts';
import { blocksFromDocx } from './from-docx.ts';
import { documentFromFile } from './from-file.ts';
import { tableOf } from './grid.ts';
import { htmlOf } from './to-html.ts';
import { docxOf } from './to-docx.ts';
import { checkZip, mostUnpacked } from './zip.ts';

const block = (keys: Keys, ...runs: (string | [string, Formats])[]): Block => ({
  keys,
  content: runs.map((run) =>
    typeof run === 'string' ? { insert: run, formats: {} } : { insert: run[0], formats: run[1] },
  ),
});
const item = (keys: Keys, words: string) => block({ type: 'listItem', list: 'bullet', ...keys }, words);

const blocks: Block[] = [
  block({ type: 'heading', level: 2 }, 'A ', ['link', { link: 'https://example.org/?a=1&b' }]),
  block({}, ['bold', { bold: true }], ' and ', ['slanted', { italic: true }], ', ', ['x()', { code: true }], ', ', [
    'no',
    { strikethrough: true },
  ]),
  block({}, 'two\nlines <b> &\u0000'),
  block({ type: 'quote' }, 'said'),
  item({}, 'bread'),
  item({ indent: 1 }, 'rye'),
  item({}, 'milk'),
  block({}, 'then'),
  item({ list: 'number' }, 'one'),
  item({ list: 'number' }, 'two'),
  block({ type: 'rule' }),
  item({ list: 'check', checked: true }, 'done'),
  item({ list: 'check' }, 'open'),
  block({ type: 'code', language: 'js' }, 'if (a) {\n\tb();\n}'),
  tableOf({
    rows: [
      [[block({}, 'Name')], [block({}, 'Age')]],
      [[block({}, 'Ada')], []],
    ],
    headerRow: true,
    headerColumn: false,
  }),
  block({}, 'end'),
];

test('a document is a Word document that comes back', async () => {
  const bytes = new Uint8Array(await docxOf({ title: 'The plan', blocks }, safeHref));
  const read = await documentFromFile('Other.docx', bytes);
  assert.ok(read.type === 'document');
  assert.equal(read.title, 'The plan');
  const expected = blocks.map(({ keys, ...rest }) => ({ ...rest, keys: keys?.['language'] ? { type: 'code' } : keys }));
  const html = htmlOf(expected, safeHref).replace('\u0000', '');
  assert.equal(htmlOf(read.blocks, safeHref), html);
});

/** A ZIP of these parts, made by hand. `claims` is the length that it says each part has. */
function zip(parts: Record<string, Buffer | string>, claims?: number): Uint8Array<ArrayBuffer> {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const [name, content] of Object.entries(parts)) {
    const data = Buffer.from(content);
    const packed = deflateRawSync(data, { level: 1 });
    const sizes = Buffer.alloc(16);
    sizes.writeUInt32LE(crc32(data), 0);
    sizes.writeUInt32LE(packed.length, 4);
    sizes.writeUInt32LE(claims ?? data.length, 8);
    sizes.writeUInt16LE(name.length, 12);
    const local = Buffer.concat([
      Buffer.from('504b03041400000008000000' + '0000', 'hex').subarray(0, 14),
      sizes,
      Buffer.from(name),
      packed,
    ]);
    directory.push(
      Buffer.concat([
        Buffer.from('504b0102140014000000080000000000', 'hex'),
        sizes,
        Buffer.alloc(10),
        le32(at),
        Buffer.from(name),
      ]),
    );
    files.push(local);
    at += local.length;
  }
  const length = directory.reduce((sum, entry) => sum + entry.length, 0);
  const end = Buffer.concat([
    Buffer.from('504b050600000000', 'hex'),
    le16(directory.length),
    le16(directory.length),
    le32(length),
    le32(at),
    le16(0),
  ]);
  return new Uint8Array(Buffer.concat([...files, ...directory, end]));
}

const le16 = (value: number) => Buffer.from([value & 255, value >> 8]);
function le32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
const types = 'application/vnd.openxmlformats';
const content = 'http://schemas.openxmlformats.org/package/2006';
const rels = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const word = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
const minimal = (body: string) => ({
  '[Content_Types].xml':
    `<Types xmlns="${content}/content-types">` +
    `<Default Extension="rels" ContentType="${types}-package.relationships+xml"/>` +
    `<Override PartName="/word/document.xml" ` +
    `ContentType="${types}-officedocument.wordprocessingml.document.main+xml"/></Types>`,
  '_rels/.rels':
    `<Relationships xmlns="${content}/relationships">` +
    `<Relationship Id="r1" Type="${rels}/officeDocument" Target="word/document.xml"/></Relationships>`,
  'word/document.xml': `<w:document xmlns:w="${word}"><w:body>${body}</w:body></w:document>`,
});
const paragraph = (words: string, style = '') =>
  `<w:p>${style && `<w:pPr><w:pStyle w:val="${style}"/></w:pPr>`}<w:r><w:t>${words}</w:t></w:r></w:p>`;

test('the smallest Word document is read', async () => {
  const read = await documentFromFile(
    'Note.docx',
    zip(minimal(paragraph('Plan', 'Heading1') + paragraph('Buy bread'))),
  );
  assert.deepEqual(read, {
    type: 'document',
    title: 'Plan',
    blocks: [{ keys: {}, content: [{ insert: 'Buy bread', formats: {} }] }],
  });
});

test('a ZIP that unpacks to too much is rejected before anything holds it, whatever it says of its size', async () => {
  const bomb = { ...minimal(''), 'word/document.xml': Buffer.alloc(mostUnpacked, ' ') };
  assert.deepEqual(await blocksFromDocx(zip(bomb, 10)), { type: 'rejected', reason: 'tooLarge' });
  const parts = zip({ 'a.xml': 'x'.repeat(60), 'b.xml': 'x'.repeat(40), 'c.png': 'x'.repeat(9_999) });
  const isXml = (name: string) => name.endsWith('.xml');
  assert.equal(await checkZip(parts, isXml, 100), 'sound');
  assert.equal(await checkZip(parts, isXml, 99), 'tooLarge');
});

test('what is no Word document is rejected', async () => {
  const sound = zip(minimal(paragraph('a')));
  for (const bytes of [
    new Uint8Array(0),
    new Uint8Array([0x50, 0x4b, 3, 4]),
    new Uint8Array(Buffer.from('<html><p>words</p></html>')),
    zip({ 'a.txt': 'words' }),
    sound.slice(0, -30),
    sound.slice(40),
    zip({ ...minimal(''), 'word/document.xml': '<w:document' }),
  ]) {
    assert.deepEqual(await documentFromFile('a.docx', bytes), { type: 'rejected', problem: 'notWord' });
  }
});
