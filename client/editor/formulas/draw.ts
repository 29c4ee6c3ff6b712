// Draws formulas on the page; fetched, with KaTeX, when a page shows the first one.

import 'katex/dist/katex.css';

import { texts } from '../../texts/texts.ts';
import { withoutStyles } from '../clipboard/looks.ts';
import { drawnFormula } from './tex.ts';

/**
 * Draws a formula into an element, or its source where it is wrong; then gives the reason. The page's policy forbids
 * styles in HTML, so they are set one by one.
 */
export function drawFormula(element: HTMLElement, formula: string, isBlock: boolean): string | null {
  const drawn = drawnFormula(formula, isBlock);
  element.setAttribute('aria-label', formula || texts.formula.empty);
  element.classList.toggle('formula-wrong', drawn.type === 'wrong');
  element.classList.toggle('formula-empty', formula.trim() === '');
  element.title = drawn.type === 'wrong' ? drawn.why : '';
  if (drawn.type === 'wrong' || formula.trim() === '') {
    element.replaceChildren(formula.trim() === '' ? texts.formula.empty : formula);
    return drawn.type === 'wrong' ? drawn.why : null;
  }
  const { body } = new DOMParser().parseFromString(withoutStyles(drawn.html).html, 'text/html');
  for (const styled of body.querySelectorAll<HTMLElement | SVGElement | MathMLElement>('[data-style]')) {
    styled.style.cssText = styled.dataset['style']!;
    styled.removeAttribute('data-style');
  }
  element.replaceChildren(...document.adoptNode(body).childNodes);
  return null;
}
