// Whether somebody's page was harmed by what others wrote: by what it did, and by what there is on it that could do
// something. Of the page's policy (CSP) it knows nothing; without one it sees more.
import { expect, type Frame, type Page, type Request } from '@playwright/test';
import type { Person } from './kit/index.ts';

/** Script that tells when it was run. */
export const script = `top.harmed=true;console.log('harmed');alert('harmed')`;

/** Markup that runs script in whatever place it is taken for markup. */
export const markup = `"'><img src=x onerror="${script}"><svg onload="${script}"></svg><script>${script}</script>`;

/** An address of somebody else; to ask for it is harm. */
export const elsewhere = 'https://elsewhere.invalid';

export class Harm {
  readonly #person: Person;
  readonly #events: string[] = [];
  /** The tabs that were opened, by their addresses. */
  readonly tabs: string[] = [];

  private constructor(person: Person) {
    this.#person = person;
  }

  /** Watches a person who has not opened anything yet. */
  static watch(person: Person): Harm {
    const harm = new Harm(person);
    const { context, page, line } = person;
    context.on('request', (request: Request) => {
      if (new URL(request.url()).origin !== line.url) harm.#events.push(`asked for ${request.url().slice(0, 200)}`);
    });
    context.on('page', (tab: Page) => harm.tabs.push(tab.url()));
    page.on('dialog', (dialog) => {
      harm.#events.push(`opened a dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    let opened = false;
    page.on('framenavigated', (frame: Frame) => {
      if (opened) harm.#events.push(`went to ${frame.url()}`);
      opened ||= frame.url().startsWith(line.url);
    });
    return harm;
  }

  /** Fails if anything of what others wrote was run, fetched or opened, or could be. */
  async none(): Promise<void> {
    expect(await this.#person.page.evaluate(dangers)).toEqual([]);
    expect(await this.#person.page.evaluate(() => 'harmed' in window)).toBe(false);
    expect(this.#person.console).not.toContain('log: harmed');
    expect(this.#events).toEqual([]);
    expect(this.tabs).toEqual([]);
  }
}

/** Runs in the page. What in it could run, fetch, send or cover something, whether or not it has done so already. */
function dangers(): string[] {
  const found: string[] = [];
  const tell = (element: Element, what: string) => found.push(`${what}: ${element.outerHTML.slice(0, 200)}`);
  const leading = [
    'href',
    'src',
    'srcset',
    'srcdoc',
    'action',
    'formaction',
    'data',
    'poster',
    'xlink:href',
    'background',
    'ping',
  ];
  for (const element of document.querySelectorAll('*')) {
    for (const { name, value } of element.attributes) {
      if (name.startsWith('on')) tell(element, 'runs script');
      if (!leading.includes(name)) continue;
      const url = URL.parse(value, location.href);
      if (url !== null && !['http:', 'https:', 'mailto:', 'tel:'].includes(url.protocol)) tell(element, 'leads astray');
      if (element.localName !== 'a' && url?.origin !== location.origin) tell(element, 'fetches');
    }
    if (element instanceof HTMLScriptElement && !element.src) tell(element, 'is script');
    if (element.matches('iframe, object, embed, base, math, meta[http-equiv]')) tell(element, 'is no part of the page');
  }
  const own =
    'p, h1, h2, h3, h4, h5, h6, blockquote, ul, ol, li, a, code, hr, br, span, strong, em, mark, sub, sup, time, ' +
    '[data-testid=unknown-block], [data-testid=unknown-object], ' +
    '[data-container], .container-handle, .container-handle > svg, .container-handle path';
  const usual = ['padding-inline-start', 'text-align', '--person'];
  for (const element of document.querySelectorAll<HTMLElement>('[data-testid=editor] *')) {
    if (!element.matches(own)) tell(element, 'is no part of a text');
    if ([...element.style].some((property) => !usual.includes(property))) tell(element, 'has a style of its own');
    if (element.hasAttribute('id') || element.hasAttribute('name')) tell(element, 'takes a name on the page');
    if (!(element instanceof HTMLAnchorElement)) continue;
    if (element.target !== '' || !element.rel.split(' ').includes('noopener')) tell(element, 'opens with a way back');
  }
  return found;
}
