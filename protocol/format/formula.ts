// Formulas in the notation of TeX: a block of its own, or an object in a line. Both are said as
// `{ type: 'formula', formula }`. The nodes show the source; the page draws it once it has the code for that.

import type { TextMatchTransformer } from '@lexical/markdown';
import { DecoratorNode, type EditorConfig, type LexicalNode } from 'lexical';

import { formulaIn } from './schema.ts';
import { SaidNode } from './said.ts';

abstract class FormulaNode extends SaidNode {
  /** The source; empty where the document says none that counts. */
  getFormula(): string {
    return formulaIn(this.getSaid()) ?? '';
  }

  setFormula(formula: string): this {
    return this.setSaid({ ...this.getSaid(), type: 'formula', formula });
  }

  protected element(tag: string, { theme }: EditorConfig): HTMLElement {
    const element = document.createElement(tag);
    element.className = (theme['formula'] as string | undefined) ?? '';
    element.dataset['testid'] = 'formula';
    element.contentEditable = 'false';
    element.setAttribute('role', 'math');
    element.setAttribute('aria-label', this.getFormula());
    element.textContent = this.getFormula();
    return element;
  }
}

/** What somebody pastes may say that it is something else. */
function $transform(node: FormulaNode): void {
  if (node.getSaid()['type'] !== 'formula') node.remove();
}

export class FormulaBlockNode extends FormulaNode {
  override $config() {
    return this.config('formula-block', { extends: DecoratorNode, $transform });
  }

  override createDOM(config: EditorConfig): HTMLElement {
    return this.element('div', config);
  }

  override isInline(): false {
    return false;
  }
}

export class FormulaObjectNode extends FormulaNode {
  override $config() {
    return this.config('formula-object', { extends: DecoratorNode, $transform });
  }

  override createDOM(config: EditorConfig): HTMLElement {
    return this.element('span', config);
  }

  override isInline(): true {
    return true;
  }
}

export function $isFormula(node: LexicalNode | null | undefined): node is FormulaBlockNode | FormulaObjectNode {
  return node instanceof FormulaNode;
}

/** `$x$`. No formula begins or ends at a space, so that `$5 and $6` are sums of money. */
export const inlineFormula: TextMatchTransformer = {
  dependencies: [FormulaObjectNode],
  export: (node) => (node instanceof FormulaObjectNode ? `$${node.getFormula()}$` : null),
  importRegExp: /(?<![\\$\w])\$(?![\s$])([^$\n]{0,1999}?[^\s\\$])\$(?![\d$])/,
  regExp: /(?<![\\$\w])\$(?![\s$])([^$\n]{0,1999}?[^\s\\$])\$$/,
  replace: (text, [, formula]) => {
    const node = new FormulaObjectNode().setFormula(formula!);
    text.replace(node);
    node.selectNext(0, 0);
  },
  trigger: '$',
  type: 'text-match',
};
