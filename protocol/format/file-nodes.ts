// How Lexical shows an image with its caption, and an attachment. The nodes make the places in the page; the editor of
// the page fetches the bytes and puts them there. What is said counts only as far as schema.ts lets it.

import {
  $createParagraphNode,
  addClassNamesToElement,
  DecoratorNode,
  type EditorConfig,
  type ElementDOMSlot,
  ElementNode,
  type LexicalNode,
  type LexicalUpdateJSON,
  type NodeKey,
  type ParagraphNode,
  type RangeSelection,
  type SerializedElementNode,
  setDOMUnmanaged,
  type Spread,
} from 'lexical';

import type { Keys } from './body.ts';
import { type FileSource, parseSource } from './file-source.ts';
import { type Said, saidFrom, SaidNode } from './said.ts';
import { shownKeys } from './schema.ts';

/** What of the keys of an image counts. */
export interface ImageKeys {
  readonly source: FileSource | null;
  readonly alt: string;
  /** In percent of the column. */
  readonly width: number;
}

/** What of the keys of an attachment counts. */
export interface FileKeys {
  readonly source: FileSource | null;
  readonly name: string;
  /** In bytes; null when it is not said. */
  readonly size: number | null;
}

/** The height that an image has at most, in rem: a screen shows it with its caption. */
const tallest = 40;

type SerializedImageNode = Spread<{ said: unknown }, SerializedElementNode>;

/** An image; its children are the caption. */
export class ImageNode extends ElementNode implements Said {
  /** @internal */
  __said: Keys;

  constructor(said: Keys = {}, key?: NodeKey) {
    super(key);
    this.__said = { ...said, type: 'image' };
  }

  override $config() {
    return this.config('image', { extends: ElementNode });
  }

  override afterCloneFrom(previous: this): void {
    super.afterCloneFrom(previous);
    this.__said = previous.__said;
  }

  getSaid(): Keys {
    return this.getLatest().__said;
  }

  setSaid(said: Keys): this {
    const self = this.getWritable();
    self.__said = { ...said, type: 'image' };
    return self;
  }

  getImage(): ImageKeys {
    return imageKeys(this.getSaid());
  }

  override exportJSON(): SerializedImageNode {
    return { ...super.exportJSON(), said: this.getSaid() };
  }

  override updateFromJSON(serialized: LexicalUpdateJSON<SerializedImageNode>): this {
    return super.updateFromJSON(serialized).setSaid(saidFrom(serialized));
  }

  override createDOM({ theme }: EditorConfig): HTMLElement {
    const figure = document.createElement('figure');
    addClassNamesToElement(figure, theme['image'] as string | undefined);
    figure.dataset['testid'] = 'image';
    const frame = document.createElement('div');
    frame.className = 'image-frame';
    frame.contentEditable = 'false';
    setDOMUnmanaged(frame);
    const image = document.createElement('img');
    image.draggable = false;
    frame.append(image);
    figure.append(frame, document.createElement('figcaption'));
    drawImage(figure, imageKeys(this.__said));
    return figure;
  }

  override updateDOM(previous: this, figure: HTMLElement): boolean {
    if (previous.__said !== this.__said) drawImage(figure, imageKeys(this.__said));
    return false;
  }

  override getDOMSlot(figure: HTMLElement): ElementDOMSlot<HTMLElement> {
    return super.getDOMSlot(figure).withElement(figure.querySelector('figcaption')!);
  }

  override insertNewAfter(_selection: RangeSelection, restoreSelection = true): ParagraphNode {
    const paragraph = $createParagraphNode().setDirection(this.getDirection());
    this.insertAfter(paragraph, restoreSelection);
    return paragraph;
  }

  override canIndent(): false {
    return false;
  }
}

function imageKeys(said: Keys): ImageKeys {
  const { src, alt, width } = shownKeys({ ...said, type: 'image' })!;
  return { source: parseSource(src), alt: typeof alt === 'string' ? alt : '', width: Number(width ?? 100) };
}

/** Keeps the place of the image free in its shape, so that nothing moves when the image comes. */
function drawImage(figure: HTMLElement, { source, alt, width }: ImageKeys): void {
  const frame = figure.querySelector<HTMLElement>('.image-frame')!;
  const image = frame.querySelector('img')!;
  const pixels = source?.pixels ?? { width: 640, height: 120 };
  figure.dataset['source'] = source?.hash ?? '';
  image.alt = alt;
  frame.style.aspectRatio = `${pixels.width} / ${pixels.height}`;
  const most = width < 100 ? '' : `, ${pixels.width}px`;
  frame.style.width = `min(${width}%${most}, ${((tallest * pixels.width) / pixels.height).toFixed(3)}rem)`;
}

export function $isImageNode(node: LexicalNode | null | undefined): node is ImageNode {
  return node instanceof ImageNode;
}

/** A file that people download. */
export class FileNode extends SaidNode {
  override $config() {
    return this.config('file', { extends: DecoratorNode });
  }

  constructor(said: Keys = {}, key?: NodeKey) {
    super({ ...said, type: 'file' }, key);
  }

  override setSaid(said: Keys): this {
    return super.setSaid({ ...said, type: 'file' });
  }

  getFile(): FileKeys {
    return fileKeys(this.getSaid());
  }

  override createDOM({ theme }: EditorConfig): HTMLElement {
    const { source, name, size } = fileKeys(this.__said);
    const element = document.createElement('div');
    addClassNamesToElement(element, theme['file'] as string | undefined);
    element.dataset['testid'] = 'file';
    element.dataset['source'] = source?.hash ?? '';
    element.append(part('file-name', name), part('file-size', size === null ? '' : sizeInWords(size)));
    return element;
  }

  override isInline(): false {
    return false;
  }
}

function part(className: string, text: string): HTMLElement {
  const element = document.createElement('span');
  element.className = className;
  element.textContent = text;
  return element;
}

function fileKeys(said: Keys): FileKeys {
  const { src, name, size } = shownKeys({ ...said, type: 'file' })!;
  return {
    source: parseSource(src),
    name: typeof name === 'string' ? name : '',
    size: typeof size === 'number' ? size : null,
  };
}

/** A size as people say it, such as `1.2 MB`. */
export function sizeInWords(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
  let [value, unit] = [bytes, 0];
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value < 10 && unit > 0 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

export function $isFileNode(node: LexicalNode | null | undefined): node is FileNode {
  return node instanceof FileNode;
}
