// The places of blocks and objects of which this page does not know how to show them. A placeholder shows the name of
// the type and keeps the rest as it is, so that a newer page shows it whole again.

import {
  DecoratorNode,
  type EditorConfig,
  type LexicalUpdateJSON,
  type NodeKey,
  type SerializedLexicalNode,
  type Spread,
} from 'lexical';

import type { Block, InlineObject, Keys } from './body.ts';
import { truncate } from './graphemes.ts';
import { isKnown } from './schema.ts';

type Serialized = Spread<{ said: unknown }, SerializedLexicalNode>;

/** A peer's name of a type may be long. */
const longestName = 40;

/** What is said about a thing that this page cannot show. */
abstract class PlaceholderNode extends DecoratorNode<null> {
  /** @internal */
  __said: Keys;

  constructor(said: Keys = {}, key?: NodeKey) {
    super(key);
    this.__said = said;
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
    self.__said = said;
    return self;
  }

  override updateDOM(previous: this): boolean {
    return previous.__said !== this.__said;
  }

  override exportJSON(): Serialized {
    return { ...super.exportJSON(), said: this.getSaid() };
  }

  override updateFromJSON(serialized: LexicalUpdateJSON<SerializedLexicalNode>): this {
    const { said } = serialized as { said?: unknown };
    const isRecord = typeof said === 'object' && said !== null && !Array.isArray(said);
    return super.updateFromJSON(serialized).setSaid(isRecord ? (said as Keys) : {});
  }

  protected element(tag: string, { theme }: EditorConfig, testId: string): HTMLElement {
    const element = document.createElement(tag);
    const { type } = this.__said;
    element.className = (theme['placeholder'] as string | undefined) ?? '';
    element.dataset['testid'] = testId;
    element.contentEditable = 'false';
    const name = typeof type === 'string' ? truncate(type, longestName) : 'unknown';
    const sentence = `This page cannot show this: ${name}`;
    element.title = sentence;
    element.textContent = this.isInline() ? name : sentence;
    return element;
  }
}

/** A block of a type that this page does not know. */
export class UnknownBlockNode extends PlaceholderNode {
  /** @internal */
  __cells: Block['cells'];

  override afterCloneFrom(previous: this): void {
    super.afterCloneFrom(previous);
    this.__cells = previous.__cells;
  }

  getCells(): Block['cells'] {
    return this.getLatest().__cells;
  }

  setCells(cells: Block['cells']): this {
    const self = this.getWritable();
    self.__cells = cells;
    return self;
  }

  override $config() {
    return this.config('unknown-block', {
      extends: DecoratorNode,
      // What somebody pastes may say that it is of a type that this page knows well.
      $transform: (node: UnknownBlockNode) => {
        if (isKnown(node.getSaid())) node.remove();
      },
    });
  }

  override createDOM(config: EditorConfig): HTMLElement {
    return this.element('div', config, 'unknown-block');
  }

  override isInline(): false {
    return false;
  }
}

/** An object in a line. */
export class UnknownObjectNode extends PlaceholderNode {
  override $config() {
    return this.config('unknown-object', { extends: DecoratorNode });
  }

  override createDOM(config: EditorConfig): HTMLElement {
    return this.element('span', config, 'unknown-object');
  }

  override isInline(): true {
    return true;
  }
}

export function $createUnknownBlock(keys: Keys): UnknownBlockNode {
  return new UnknownBlockNode(keys);
}

export function $createUnknownObject(object: InlineObject): UnknownObjectNode {
  return new UnknownObjectNode(object);
}
