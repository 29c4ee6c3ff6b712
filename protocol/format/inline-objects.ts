// The objects in a line that people insert by name: mentions of people, and dates. An object is one thing to carets and
// to Backspace. The rules for what counts as one are in schema.ts.

import { DecoratorNode, type EditorConfig } from 'lexical';

import { wordsOfObject } from './object-words.ts';
import { SaidNode } from './said.ts';
import { isKnownObject } from './schema.ts';

/** A chip in a line. Carets step over it. */
abstract class ChipNode extends SaidNode {
  protected element(tag: string, { theme }: EditorConfig, words: string): HTMLElement {
    const element = document.createElement(tag);
    element.className = (theme[this.getType()] as string | undefined) ?? '';
    element.contentEditable = 'false';
    element.textContent = words;
    return element;
  }

  override isInline(): true {
    return true;
  }

  override isKeyboardSelectable(): false {
    return false;
  }

  override getTextContent(): string {
    return wordsOfObject(this.getSaid());
  }
}

/** What somebody pastes may say anything about itself. */
function $removeUnknown(node: ChipNode): void {
  const said = node.getSaid();
  if (said['type'] !== node.getType() || !isKnownObject(said)) node.remove();
}

/** A person by name: `{ type: 'mention', name, id? }`. The id is the one of presence. */
export class MentionNode extends ChipNode {
  override $config() {
    return this.config('mention', { extends: DecoratorNode, $transform: $removeUnknown });
  }

  override createDOM(config: EditorConfig): HTMLElement {
    const element = this.element('span', config, wordsOfObject(this.__said));
    const { id } = this.__said;
    element.dataset['mention'] = typeof id === 'string' ? id : '';
    return element;
  }
}

/** A day: `{ type: 'date', date: 'YYYY-MM-DD' }`, shown as the reader writes dates. */
export class DateNode extends ChipNode {
  override $config() {
    return this.config('date', { extends: DecoratorNode, $transform: $removeUnknown });
  }

  override createDOM(config: EditorConfig): HTMLElement {
    const date = String(this.__said['date']);
    const element = this.element('time', config, dateInWords(date, document.documentElement.lang));
    element.setAttribute('datetime', date);
    return element;
  }
}

/**
 * A date as people with this language of the interface write it. Their browser may know their region, too.
 *
 *     dateInWords('2026-12-24', 'de') // '24. Dezember 2026'
 */
export function dateInWords(date: string, language: string): string {
  const day = new Date(`${date}T00:00Z`);
  if (Number.isNaN(day.getTime())) return date;
  const regional = navigator.languages.find((tag) => tag === language || tag.startsWith(`${language}-`));
  const locale = regional ?? (language === '' ? undefined : language);
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(day);
}
