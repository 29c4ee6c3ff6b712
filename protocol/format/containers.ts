// The node of a container: a callout or a toggle around other blocks, or a container of a type that this page does not
// know. Its blocks say what it is; see container-paths.ts. Whoever shows the node names its parts (client/editor).

import {
  $createParagraphNode,
  type EditorConfig,
  type ElementDOMSlot,
  ElementNode,
  type LexicalNode,
  type LexicalUpdateJSON,
  type NodeKey,
  type SerializedElementNode,
  type Spread,
} from 'lexical';

import { type Container, isContainer, toneOf } from './container-paths.ts';
import { newId } from './tables.ts';

export type SerializedContainerNode = Spread<{ container: unknown }, SerializedElementNode>;

export class ContainerNode extends ElementNode {
  /** @internal */
  __container: Container;

  constructor(container: Container = { id: newId(), type: 'callout' }, key?: NodeKey) {
    super(key);
    this.__container = container;
  }

  override $config() {
    return this.config('container', { extends: ElementNode });
  }

  override afterCloneFrom(previous: this): void {
    super.afterCloneFrom(previous);
    this.__container = previous.__container;
  }

  /** A copy beside its original is a container of its own. */
  override resetOnCopyNodeFrom(original: this): void {
    super.resetOnCopyNodeFrom(original);
    this.__container = { ...this.__container, id: newId() };
  }

  getContainer(): Container {
    return this.getLatest().__container;
  }

  setContainer(container: Container): this {
    const self = this.getWritable();
    self.__container = container;
    return self;
  }

  /** Which kind of container the page shows. */
  getKind(): 'callout' | 'toggle' | 'other' {
    const { type } = this.getContainer();
    return type === 'callout' || type === 'toggle' ? type : 'other';
  }

  override isShadowRoot(): true {
    return true;
  }

  override canIndent(): false {
    return false;
  }

  override createDOM(_config: EditorConfig): HTMLElement {
    const kind = this.getKind();
    const element = document.createElement(kind === 'callout' ? 'aside' : 'div');
    element.className = 'container';
    element.dataset['container'] = kind;
    const handle = document.createElement('button');
    handle.type = 'button';
    handle.className = 'container-handle';
    handle.contentEditable = 'false';
    const icon = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    icon.setAttribute('viewBox', '0 0 24 24');
    icon.setAttribute('aria-hidden', 'true');
    icon.append(document.createElementNS('http://www.w3.org/2000/svg', 'path'));
    handle.append(icon);
    element.append(handle);
    this.#describe(element);
    return element;
  }

  override updateDOM(previous: this, element: HTMLElement): boolean {
    if (previous.getKind() !== this.getKind()) return true;
    if (previous.__container !== this.__container) this.#describe(element);
    return false;
  }

  #describe(element: HTMLElement): void {
    const container = this.__container;
    element.dataset['containerId'] = container.id;
    if (container.type === 'callout') element.dataset['tone'] = toneOf(container);
  }

  /** The blocks stand behind the button. */
  override getDOMSlot(element: HTMLElement): ElementDOMSlot<HTMLElement> {
    return super.getDOMSlot(element).withAfter(element.querySelector(':scope > .container-handle'));
  }

  override exportJSON(): SerializedContainerNode {
    return { ...super.exportJSON(), container: this.getContainer() };
  }

  /** What was copied is pasted as a container of its own. */
  override updateFromJSON(serialized: LexicalUpdateJSON<SerializedElementNode>): this {
    const { container } = serialized as { container?: unknown };
    const self = super.updateFromJSON(serialized);
    return isContainer(container) ? self.setContainer({ ...container, id: newId() }) : self;
  }

  /** Takes the container away; its blocks stay. */
  unwrap(): void {
    for (const child of this.getChildren()) this.insertBefore(child, false);
    this.remove();
  }
}

export function $isContainerNode(node: LexicalNode | null | undefined): node is ContainerNode {
  return node instanceof ContainerNode;
}

/** A new container with these blocks, which are taken from their place; with an empty paragraph, if there are none. */
export function $createContainerNode(
  said: Omit<Container, 'id'> & { readonly type: string },
  blocks: readonly LexicalNode[] = [],
): ContainerNode {
  const node = new ContainerNode({ ...said, id: newId() } as Container);
  return node.append(...(blocks.length > 0 ? blocks : [$createParagraphNode()]));
}
