// Highlights in pasted HTML. Other pages paint their background for many reasons; so only a highlight that Word calls
// one, or that Google Docs made, becomes one here. No colour of a page is taken over.

import { wrapContent } from './elements.ts';

/** Marks the words that are highlighted. The styles stand in `data-style`. */
export function markHighlights(dom: Document): void {
  const isGoogleDocs = dom.querySelector('[id^="docs-internal-guid"]') !== null;
  const highlight = isGoogleDocs ? /(?:^|;)\s*background-color:(?!\s*transparent)/i : /(?:^|;)\s*mso-highlight:/i;
  for (const element of dom.body.querySelectorAll<HTMLElement>('span[data-style]')) {
    if (highlight.test(element.getAttribute('data-style')!)) wrapContent(element, 'mark');
  }
}
