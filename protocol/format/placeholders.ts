// The places of blocks and objects of which this page does not know how to show them. A placeholder shows the name of
// the type and keeps the rest as it is, so that a newer page shows it whole again.

import { DecoratorNode, type EditorConfig } from 'lexical';

import { truncate } from './graphemes.ts';
import { SaidNode } from './said.ts';
import { isKnown } from './schema.ts';

/** A peer's name of a type may be long. */
const longestName = 40;

/** What is said about a thing that this page cannot show. */
abstract class PlaceholderNode extends SaidNode {
  protected element(tag: string, { theme }: EditorConfig, testId: string): HTMLElement {
    const element = document.createElement(tag);
    const { type } = this.__said;
    element.className = (theme['placeholder'] as string | undefined) ?? '';
    element.dataset['testid'] = testId;
    element.contentEditable = 'false';
    const name = typeof type === 'string' ? truncate(type, longestName) : 'unknown';
    const say = theme['placeholderText'] as ((name: string) => string) | undefined; // in the person's language
    const sentence = say?.(name) ?? name;
    element.title = sentence;
    element.textContent = this.isInline() ? name : sentence;
    return element;
  }
}

/** A block of a type that this page does not know. */
export class UnknownBlockNode extends PlaceholderNode {
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
