// The chip of a mentioned person who is here has the person's colour. Whoever was mentioned under an id is that person
// alone; without an id, a person of that name is meant.

import { type LexicalEditor, mergeRegister } from 'lexical';

import { MentionNode } from '../../protocol/format/inline-objects.ts';
import type { Presence } from '../sdk/presence.ts';

/** Colours the chips until the returned function is called. */
export function colorMentions(editor: LexicalEditor, presence: Presence): () => void {
  const paint = () => {
    for (const chip of editor.getRootElement()?.querySelectorAll<HTMLElement>('[data-mention]') ?? []) {
      const { mention: id } = chip.dataset;
      const person = presence.people.find((one) => (id ? one.id === id : `@${one.name}` === chip.textContent));
      if (person === undefined) chip.style.removeProperty('--person');
      else chip.style.setProperty('--person', person.color);
    }
  };
  paint();
  return mergeRegister(presence.subscribe(paint), editor.registerMutationListener(MentionNode, paint));
}
