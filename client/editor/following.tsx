// Whom the person follows, and the notice of that, which a press ends.

import { useLexicalComposerContext } from '@lexical/react/LexicalComposerContext';
import { useExtensionSignalValue } from '@lexical/react/useExtensionSignalValue';
import { type CSSProperties, type ReactNode, useEffect, useSyncExternalStore } from 'react';
import type { Awareness } from 'y-protocols/awareness';

import type { Presence } from '../sdk/presence.ts';
import { texts } from '../texts/texts.ts';
import { CollaborationExtension } from './binding/binding.ts';
import { followPerson } from './follow-person.ts';

export interface FollowingProps {
  awareness: Awareness;
  presence: Presence;
  /** The id of the person. */
  id: string;
  onEnd: () => void;
}

/** Follows a person as long as it is on the page. */
export function Following({ awareness, presence, id, onEnd }: FollowingProps): ReactNode {
  const [editor] = useLexicalComposerContext();
  const text = useExtensionSignalValue(CollaborationExtension, 'text');
  const person = useSyncExternalStore(presence.subscribe, () => presence.people.find((one) => one.id === id));
  useEffect(() => {
    if (text !== null) return followPerson({ editor, text, awareness, presence, id, onEnd });
  }, [editor, text, awareness, presence, id, onEnd]);
  if (person === undefined) return null;
  return (
    <div className="following" role="status" style={{ '--person': person.color } as CSSProperties}>
      {texts.company.following(person.name)}
      <button type="button" className="button button-quiet" onClick={onEnd}>
        {texts.company.stop}
      </button>
    </div>
  );
}
