// A document as a Word document, with Word's own headings, lists, tables and check boxes. It needs no DOM. Images and
// attachments are links, for a file holds only what the document itself does. from-docx.ts reads the names of styles.

import {
  AlignmentType,
  CheckBox,
  Document,
  ExternalHyperlink,
  HeadingLevel,
  type ILevelsOptions,
  type IParagraphOptions,
  type IRunOptions,
  LevelFormat,
  Packer,
  Paragraph,
  type ParagraphChild,
  Table,
  TableCell,
  TableRow,
  TextRun,
  WidthType,
} from 'docx';

import type { Block, Formats, InlineObject, Keys, Run } from './body.ts';
import { gridOf } from './grid.ts';
import type { DocumentContent } from './json.ts';
import { indentOf, type ListGroup, listGroups } from './list-groups.ts';
import { type Part, partsOf } from './nesting.ts';
import { deepestIndent } from './schema.ts';
import { groupByLink, type HrefOf, levelOf, summaryOf, textFrom, textOf, typeOf } from './to-html.ts';

/** Half an inch, in twentieths of a point: the indent of a level. */
const step = 720;

/** The bytes of a .docx file. */
export async function docxOf({ title, blocks }: DocumentContent, hrefOf: HrefOf): Promise<ArrayBuffer> {
  const writer = new DocxWriter(hrefOf);
  const name = plain(title);
  const heading = name === '' ? [] : [new Paragraph({ heading: HeadingLevel.TITLE, children: [new TextRun(name)] })];
  const children = [...heading, ...writer.parts(partsOf(blocks), 0)];
  const document = new Document({
    title: name,
    creator: '',
    styles: { paragraphStyles, characterStyles },
    numbering: { config: [...writer.starts].map(numbersFrom).concat([bullets, checks]) },
    sections: [{ children }],
  });
  return Packer.toArrayBuffer(document);
}

const mono = { font: 'Consolas' };
const paragraphStyles = [
  {
    id: 'Quote',
    name: 'Quote',
    basedOn: 'Normal',
    paragraph: { indent: { left: step, right: step } },
    run: { italics: true },
  },
  { id: 'SourceCode', name: 'Source Code', basedOn: 'Normal', run: mono },
  { id: 'HorizontalLine', name: 'Horizontal Line', basedOn: 'Normal' },
];
const characterStyles = [{ id: 'SourceText', name: 'Source Text', basedOn: 'DefaultParagraphFont', run: mono }];

function levels(level: (i: number) => Pick<ILevelsOptions, 'format' | 'text' | 'start'>): ILevelsOptions[] {
  return Array.from({ length: deepestIndent + 1 }, (_, i) => ({
    level: i,
    alignment: AlignmentType.LEFT,
    style: { paragraph: { indent: { left: step * (i + 1), hanging: step / 2 } } },
    ...level(i),
  }));
}

const bullets = { reference: 'bullets', levels: levels(() => ({ format: LevelFormat.BULLET, text: '•' })) };
const checks = { reference: 'checks', levels: levels(() => ({ format: LevelFormat.BULLET, text: '' })) };
const numbersFrom = (start: number) => ({
  reference: `numbers-${start}`,
  levels: levels((i) => ({ format: LevelFormat.DECIMAL, text: `%${i + 1}.`, start })),
});

const headings = [
  HeadingLevel.HEADING_1,
  HeadingLevel.HEADING_2,
  HeadingLevel.HEADING_3,
  HeadingLevel.HEADING_4,
  HeadingLevel.HEADING_5,
  HeadingLevel.HEADING_6,
];

class DocxWriter {
  /** The numbers with which lists start. */
  readonly starts = new Set<number>();
  readonly #hrefOf: HrefOf;
  #lists = 0;

  constructor(hrefOf: HrefOf) {
    this.#hrefOf = hrefOf;
  }

  /** What stands in `depth` containers. */
  parts(parts: readonly Part[], depth: number): (Paragraph | Table)[] {
    return parts.flatMap((part) => {
      if (part.type === 'items') return this.#items(listGroups(part.items), depth, 0);
      if (part.type === 'block') return this.#block(part.block, depth);
      if (part.container.type === 'callout') return this.parts(part.parts, depth + 1);
      const { summary, rest } = summaryOf(part.parts);
      const first = summary === null ? [] : this.#block(summary, depth);
      return [...first, ...this.parts(rest, depth + 1)];
    });
  }

  #items(groups: readonly ListGroup[], depth: number, level: number): Paragraph[] {
    return groups.flatMap(({ kind, start, items }) => {
      const instance = ++this.#lists;
      if (kind === 'number') this.starts.add(start);
      const reference = kind === 'number' ? `numbers-${start}` : kind === 'check' ? 'checks' : 'bullets';
      return items.flatMap(({ block, nested }) => {
        const deeper = this.#items(nested, depth, Math.min(level + 1, deepestIndent));
        if (block === null) return deeper;
        const box = new CheckBox({ checked: block.keys?.['checked'] === true });
        const children = [...(kind === 'check' ? [box, new TextRun(' ')] : []), ...this.#inline(block.content)];
        return [new Paragraph({ children, numbering: { reference, level, instance } }), ...deeper];
      });
    });
  }

  #block(block: Block, depth: number): (Paragraph | Table)[] {
    const { keys, content } = block;
    const indent = step * (depth + indentOf(block));
    const paragraph = (children: ParagraphChild[], options: IParagraphOptions = {}) => [
      new Paragraph({ ...(indent > 0 && { indent: { left: indent } }), ...options, children }),
    ];
    switch (typeOf(block)) {
      case 'paragraph':
        return paragraph(this.#inline(content));
      case 'heading':
        return paragraph(this.#inline(content), { heading: headings[levelOf(block) - 1]! });
      case 'quote':
        return paragraph(this.#inline(content), { style: 'Quote' });
      case 'code':
        return paragraph(textRuns(textOf(block), {}), { style: 'SourceCode' });
      case 'formula':
        return paragraph(textRuns(textFrom(keys?.['formula']), {}), { style: 'SourceCode' });
      case 'rule':
        return paragraph([], { style: 'HorizontalLine', thematicBreak: true });
      case 'table':
        return this.#table(block);
      case 'image':
        return paragraph([...this.#link(keys, 'alt'), ...this.#inline([{ insert: ' ', formats: {} }, ...content])]);
      case 'file':
        return paragraph(this.#link(keys, 'name'));
      default:
        return [];
    }
  }

  #table(block: Block): Table[] {
    const { rows, headerRow } = gridOf(block);
    if (rows.length === 0) return [];
    const cell = (blocks: readonly Block[]) => {
      const children = this.parts(partsOf(blocks), 0);
      // Word wants a paragraph at the end of each cell.
      return new TableCell({
        children: children.at(-1) instanceof Paragraph ? children : [...children, new Paragraph('')],
      });
    };
    return [
      new Table({
        width: { size: 100, type: WidthType.PERCENTAGE },
        rows: rows.map(
          (cells, r) => new TableRow({ ...(headerRow && r === 0 && { tableHeader: true }), children: cells.map(cell) }),
        ),
      }),
    ];
  }

  #link(keys: Keys | null, name: string): ParagraphChild[] {
    const address = textFrom(keys?.['src']);
    const href = this.#hrefOf(address);
    const words = textRuns(textFrom(keys?.[name]) || address, href === null ? {} : { link: href });
    return href === null ? words : [new ExternalHyperlink({ link: href, children: words })];
  }

  #inline(content: readonly Run[]): ParagraphChild[] {
    return groupByLink(content).flatMap(({ link, runs }): ParagraphChild[] => {
      const href = link === null ? null : this.#hrefOf(link);
      const children = runs.flatMap(({ insert, formats }) =>
        textRuns(
          typeof insert === 'string' ? insert : objectText(insert),
          href === null ? formats : { ...formats, link },
        ),
      );
      return href === null ? children : [new ExternalHyperlink({ link: href, children })];
    });
  }
}

function objectText({ type, name, date, formula }: InlineObject): string {
  if (type === 'mention') return `@${textFrom(name)}`;
  if (type === 'date') return textFrom(date);
  return type === 'formula' ? textFrom(formula) : '';
}

/** A run for each line. */
function textRuns(text: string, formats: Formats): TextRun[] {
  const has = (name: string) => formats[name] === true;
  const style = has('code') ? 'SourceText' : typeof formats['link'] === 'string' ? 'Hyperlink' : undefined;
  const options: IRunOptions = {
    ...(style && { style }),
    ...(has('bold') && { bold: true }),
    ...(has('italic') && { italics: true }),
    ...(has('underline') && { underline: {} }),
    ...(has('strikethrough') && { strike: true }),
    ...(has('subscript') && { subScript: true }),
    ...(has('superscript') && { superScript: true }),
    ...(formats['highlight'] !== undefined && { highlight: 'yellow' }),
  };
  const lines = plain(text).split('\n');
  return lines.map((line, i) => new TextRun({ ...options, text: line, ...(i > 0 && { break: 1 }) }));
}

/** The text without what XML forbids. */
function plain(text: string): string {
  // oxlint-disable-next-line no-control-regex -- XML has no form for these
  return text.toWellFormed().replaceAll(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '');
}
