// Blocks from HTML: of a file, of a word processor, of marked or mammoth. Elements that say what things are become such
// blocks; of all others the words stay. It is pure, makes no DOM and runs nothing. Depth, blocks and cells are bounded.

import { Parser } from 'htmlparser2';

import { safeHref } from './addresses.ts';
import { type Container, deepestContainer, toneOfAlert } from './container-paths.ts';
import { parseSource } from './file-source.ts';
import { BlockWriter } from './block-writer.ts';
import type { Block, Formats, Json, Keys } from './body.ts';
import {
  type Attributes,
  blocks,
  codeKeys,
  colorName,
  formatTags,
  own,
  skipped,
  spanOf,
  wordsIn,
} from './html-elements.ts';
import { classStyles, formatsByLook } from './html-looks.ts';
import { TableReader } from './html-tables.ts';
import { deepestIndent } from './schema.ts';

/** The elements within one another that are read. Of deeper ones the words stay. */
export const deepestElement = 256;

interface List {
  readonly kind: 'bullet' | 'number';
  readonly level: number;
  next: number;
  /** The blocks that are no items, when the last item came; null before the first one. */
  others: number | null;
}

interface Item {
  keys: Keys;
  /** Whether its words have begun. */
  used: boolean;
}

/** What holds within an element. */
interface Frame {
  readonly tag: string;
  readonly formats: Formats;
  readonly keys: Keys;
  readonly pre: boolean;
  readonly skips: boolean;
  readonly list: List | null;
  readonly item: Item | null;
  readonly path: readonly Container[];
  readonly onClose?: () => void;
}

/** The blocks of an HTML document, or of a part of one. */
export function blocksFromHtml(html: string): Block[] {
  const reader = new Reader();
  const parser = new Parser(reader);
  reader.onTooDeep = () => parser.pause();
  parser.write(html);
  if (!reader.isTooDeep) parser.end();
  // The parser takes time by the square of the depth.
  else reader.ontext(html.slice(parser.endIndex + 1).replaceAll(/<[^<>]*>/g, ' '));
  return reader.end();
}

/** The classes of an element and the characters of its style that are looked at. */
const mostClasses = 20;
const longestStyle = 2_000;

class Reader {
  isTooDeep = false;
  onTooDeep = () => {};
  #writer = new BlockWriter();
  readonly #frames: Frame[] = [];
  readonly #styles = new Map<string, string>();
  #frame: Frame = {
    tag: '',
    formats: {},
    keys: {},
    pre: false,
    skips: false,
    list: null,
    item: null,
    path: [],
  };
  #table: TableReader | null = null;
  #styleSheet: string | null = null;
  #others = 0;
  #containers = 0;

  onopentag(tag: string, attributes: Attributes): void {
    this.#frames.push(this.#frame);
    if (this.#frames.length > deepestElement) {
      this.isTooDeep = true;
      this.onTooDeep();
    }
    if (tag === 'style') this.#styleSheet = '';
    if (this.#frame.skips) return;
    if (skipped.has(tag)) {
      this.#frame = { ...this.#frame, tag, skips: true };
      return;
    }
    if (blocks.has(tag) && tag !== 'li') this.#breakBlock(tag);
    const { onClose: _, ...outer } = this.#frame;
    const frame: Frame = { ...outer, tag, formats: this.#formats(tag, attributes) };
    this.#frame = { ...frame, ...this.#open(tag, attributes, frame) };
  }

  ontext(text: string): void {
    if (this.#styleSheet !== null && this.#styleSheet.length < 1_000_000) this.#styleSheet += text;
    const { skips, formats, pre, tag } = this.#frame;
    if (skips) return;
    const isStart = tag === 'pre' && !this.#writer.isOpen;
    const words = isStart ? text.replace(/^\n/, '') : text;
    this.#writer.words(words, pre ? {} : formats, () => this.#keys(), pre);
  }

  onclosetag(tag: string): void {
    if (tag === 'style' && this.#styleSheet !== null) {
      for (const [name, style] of classStyles(this.#styleSheet)) this.#styles.set(name, style);
      this.#styleSheet = null;
    }
    const { tag: open, onClose, skips } = this.#frame;
    if (open === tag && !skips) {
      if (blocks.has(tag)) this.#breakBlock(tag);
      onClose?.();
    }
    this.#frame = this.#frames.pop() ?? this.#frame;
  }

  end(): Block[] {
    while (this.#frames.length > 0) this.onclosetag(this.#frame.tag);
    this.#writer.end();
    return this.#writer.blocks;
  }

  /** Ends the block before another begins. Within an item of a list, the words go on in a new line. */
  #breakBlock(tag: string): void {
    const { item } = this.#frame;
    if (item?.used === true && !own.has(tag)) this.#writer.breakLine();
    else this.#writer.end();
  }

  /** The keys of a block that begins here. */
  #keys(keys = this.#frame.keys): Keys {
    const { item } = this.#frame;
    if (item !== null && !item.used && keys['type'] === undefined) {
      item.used = true;
      return this.#placed(item.keys);
    }
    this.#others += 1;
    if (item === null) return this.#placed(keys);
    item.used = true;
    const isBehind = keys['type'] === undefined; // what stands in the item behind a list in it
    return this.#placed(isBehind ? { indent: Math.min(deepestIndent, Number(item.keys['indent'] ?? 0) + 1) } : keys);
  }

  #placed(keys: Keys): Keys {
    const { path } = this.#frame;
    return path.length === 0 ? keys : { ...keys, in: path as unknown as Json };
  }

  /** Adds a block that begins and ends here. */
  #add(block: Block): void {
    if (this.#frame.item !== null) this.#frame.item.used = true;
    this.#others += 1;
    this.#writer.add({ ...block, keys: this.#placed(block.keys ?? {}) });
  }

  #formats(tag: string, attributes: Attributes): Formats {
    const { formats: around, keys } = this.#frame;
    const added: Record<string, Json> = {};
    if (Object.hasOwn(formatTags, tag)) added[formatTags[tag]!] = true;
    const { 'data-color': color = '', href, class: names = '', style = '' } = attributes;
    if (colorName.test(color)) added[tag === 'mark' ? 'highlight' : 'color'] = color;
    const link = tag === 'a' ? safeHref(href) : null;
    if (link !== null) added['link'] = link;
    const formats = Object.keys(added).length === 0 ? around : { ...around, ...added };
    if (names === '' && style === '') return formats;
    const classes = names.split(/\s+/, mostClasses).map((name) => this.#styles.get(name) ?? '');
    const look = [...classes, style.slice(0, longestStyle)].join(';');
    // Headings look bold by themselves.
    const isHeading = keys['type'] === 'heading' || /^h[1-6]$/.test(tag);
    return formatsByLook(formats, isHeading ? look.replaceAll(/font-weight/gi, '') : look);
  }

  /** What differs within this element. */
  #open(tag: string, attributes: Attributes, frame: Frame): Partial<Frame> {
    if (/^h[1-6]$/.test(tag)) return { keys: { type: 'heading', level: Number(tag[1]) } };
    if (attributes['data-formula'] !== undefined) return this.#formula(tag);
    switch (tag) {
      case 'br':
        this.#writer.lineBreak(frame.formats, () => this.#keys());
        return {};
      case 'hr':
        this.#add({ keys: { type: 'rule' }, content: [] });
        return {};
      case 'img':
        this.#image(attributes);
        return {};
      case 'input':
        this.#checkBox(attributes);
        return {};
      case 'time':
        return this.#object('date', attributes['datetime'], /^\d{4}-\d\d-\d\d$/);
      case 'blockquote':
        return { keys: { type: 'quote' } };
      case 'pre':
        return { keys: codeKeys(attributes), pre: true };
      case 'code':
        return this.#codeInPre(attributes, frame);
      case 'ul':
      case 'ol':
        return this.#list(tag, attributes, frame);
      case 'li':
        return this.#item(frame);
      case 'details':
        return this.#container({ type: 'toggle' }, frame);
      case 'aside':
        return this.#container({ type: 'callout', tone: toneOfAlert(attributes['data-tone']) }, frame);
      case 'figcaption':
        return this.#caption();
      case 'table':
        return this.#openTable();
      case 'tr':
        this.#table?.row();
        return {};
      case 'td':
      case 'th':
        return this.#cell(tag, attributes);
      default:
        return attributes['data-mention'] === undefined
          ? {}
          : this.#object('mention', attributes['data-mention'], /^[^\p{C}\p{Zl}\p{Zp}]{1,100}$/u);
    }
  }

  /** An object in a line, in place of the words of its element. */
  #object(type: 'date' | 'mention', value: string | undefined, form: RegExp): Partial<Frame> {
    if (value === undefined || !form.test(value)) return {};
    this.#writer.object({ type, [type === 'date' ? 'date' : 'name']: value }, this.#frame.formats, () => this.#keys());
    return { skips: true };
  }

  #formula(tag: string): Partial<Frame> {
    const { formats } = this.#frame;
    const isBlock = tag === 'pre' || tag === 'div';
    const outer = this.#swapWriter();
    this.#writer.begin({}, true);
    return {
      pre: true,
      onClose: () => {
        const formula = wordsIn(this.#restoreWriter(outer));
        if (formula === '') return;
        if (isBlock) this.#add({ keys: { type: 'formula', formula }, content: [] });
        else this.#writer.object({ type: 'formula', formula }, formats, () => this.#keys());
      },
    };
  }

  /** A file of a document stays an image. Nobody's page loads a picture from elsewhere, so that one becomes a link. */
  #image({ src = '', alt = '', width = '', height = '', 'data-width': part = '' }: Attributes): void {
    const pixels = /^\d+x\d+$/.test(`${width}x${height}`) ? `#${width}x${height}` : '';
    const source = [src, src + pixels].find((one) => (parseSource(one)?.pixels ?? null) !== null);
    if (source !== undefined) {
      const keys = { type: 'image', src: source, alt };
      return this.#add({ keys: /^\d{1,2}$/.test(part) ? { ...keys, width: Number(part) } : keys, content: [] });
    }
    const { formats } = this.#frame;
    const link = /^https?:/i.test(src) ? safeHref(src) : null;
    const words = alt.trim() === '' ? (link ?? '') : alt;
    this.#writer.words(words, link === null ? formats : { link, ...formats }, () => this.#keys());
  }

  #caption(): Partial<Frame> {
    const image = this.#writer.blocks.at(-1);
    if (image?.keys?.['type'] !== 'image' || image.content.length > 0) return {};
    const outer = this.#swapWriter();
    this.#writer.begin({});
    return {
      onClose: () => {
        const [caption] = this.#restoreWriter(outer);
        if (caption !== undefined) this.#writer.blocks.splice(-1, 1, { ...image, content: caption.content });
      },
    };
  }

  #checkBox({ type, checked }: Attributes): void {
    const { item } = this.#frame;
    if (type !== 'checkbox' || item === null || item.used) return;
    const { start: _, ...keys } = item.keys;
    item.keys = { ...keys, list: 'check', ...(checked !== undefined && { checked: true }) };
  }

  #codeInPre(attributes: Attributes, frame: Frame): Partial<Frame> {
    if (!frame.pre) return {};
    const keys = { ...frame.keys, ...codeKeys(attributes) };
    if (!this.#writer.isOpen) this.#writer.begin(this.#keys(keys), true); // also for code without words
    return { keys };
  }

  #list(tag: 'ul' | 'ol', attributes: Attributes, { list, item }: Frame): Partial<Frame> {
    if (item !== null && !item.used) this.#writer.begin(this.#keys());
    this.#writer.end();
    // Google Docs writes each list of a level beside the others, and says the level in a class.
    const level = /\blst-kix_\w+-(\d)\b/.exec(attributes['class'] ?? '')?.[1];
    const start = /^-?\d{1,9}$/.test(attributes['start'] ?? '') ? Number(attributes['start']) : 1;
    return {
      item: null,
      keys: {},
      list: {
        kind: tag === 'ol' ? 'number' : 'bullet',
        level: Math.min(deepestIndent, level === undefined ? (list?.level ?? -1) + 1 : Number(level)),
        next: start,
        others: null,
      },
    };
  }

  #item({ list }: Frame): Partial<Frame> {
    this.#writer.end();
    const { kind, level } = list ?? { kind: 'bullet', level: 0 };
    const number = list === null ? 1 : list.next++;
    const isFollowing = list?.others === this.#others;
    if (list !== null) list.others = this.#others;
    const item: Item = {
      used: false,
      keys: {
        type: 'listItem',
        list: kind,
        ...(level > 0 && { indent: level }),
        ...(kind === 'number' && number !== 1 && !isFollowing && { start: number }),
      },
    };
    return {
      item,
      keys: {},
      onClose: () => {
        if (!item.used) this.#writer.begin(this.#keys());
        this.#writer.end();
      },
    };
  }

  #container(container: { type: string; tone?: string }, { path }: Frame): Partial<Frame> {
    if (path.length >= deepestContainer) return {};
    return { path: [...path, { id: `${container.type}-${++this.#containers}`, ...container }], keys: {}, item: null };
  }

  #openTable(): Partial<Frame> {
    if (this.#table !== null) return {};
    const table = new TableReader();
    this.#table = table;
    const outer = this.#swapWriter();
    const onClose = () => {
      this.#table = null;
      const beside = this.#restoreWriter(outer); // what has no cell stands behind
      for (const block of [...table.blocks(), ...beside]) this.#add(block);
    };
    return { item: null, list: null, keys: {}, onClose };
  }

  /** A cell within a cell is a block, and so is one too many. */
  #cell(tag: 'td' | 'th', { colspan, rowspan }: Attributes): Partial<Frame> {
    const isNested = this.#frames.some((frame) => frame.tag === 'td' || frame.tag === 'th');
    const fill = isNested ? undefined : this.#table?.cell(tag === 'th', spanOf(colspan), spanOf(rowspan));
    if (fill === undefined) return {};
    const outer = this.#swapWriter();
    return { keys: {}, item: null, list: null, path: [], onClose: () => fill(this.#restoreWriter(outer)) };
  }

  #swapWriter(): BlockWriter {
    const outer = this.#writer;
    this.#writer = new BlockWriter();
    return outer;
  }

  #restoreWriter(outer: BlockWriter): Block[] {
    this.#writer.end();
    const { blocks: inner } = this.#writer;
    this.#writer = outer;
    return inner;
  }
}
