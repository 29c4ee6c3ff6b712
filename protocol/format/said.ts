// Nodes that show what the document says about a block, or about an object in a line, and keep all of it as it is
// said. A kind of block or object that has keys of its own is such a class: a decorator extends SaidNode; an element
// with words, such as an image with its caption, implements Said itself.

import {
  DecoratorNode,
  type LexicalNode,
  type LexicalUpdateJSON,
  type NodeKey,
  type SerializedLexicalNode,
  type Spread,
} from 'lexical';

import type { Keys } from './body.ts';
import { isRecord } from './schema.ts';

/** A node whose keys are those of the marker, or the object, that it shows. */
export interface Said extends LexicalNode {
  getSaid(): Keys;
  setSaid(said: Keys): this;
}

export function isSaid(node: LexicalNode | null): node is Said {
  return node !== null && 'getSaid' in node && 'setSaid' in node;
}

/** The keys that JSON of a node says; none for what is no record. */
export function saidFrom(serialized: LexicalUpdateJSON<SerializedLexicalNode>): Keys {
  const { said } = serialized as { said?: unknown };
  return isRecord(said) ? said : {};
}

export type SerializedSaidNode = Spread<{ said: unknown }, SerializedLexicalNode>;

/** A decorator that shows what is said. `T` is what `decorate` gives. */
export abstract class SaidNode<T = null> extends DecoratorNode<T> implements Said {
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

  override exportJSON(): SerializedSaidNode {
    return { ...super.exportJSON(), said: this.getSaid() };
  }

  override updateFromJSON(serialized: LexicalUpdateJSON<SerializedLexicalNode>): this {
    return super.updateFromJSON(serialized).setSaid(saidFrom(serialized));
  }
}
