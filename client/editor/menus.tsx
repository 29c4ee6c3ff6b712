// What helps people to write, and that a document shows without: menus at the caret, the bar at a selection, handles of
// blocks, dates, colours of mentions. All of it comes on demand. Readers get links to blocks and colours.

import { useLexicalComposerContext } from '@lexical/react/LexicalComposerContext';
import { useEffect } from 'react';

import type { Presence } from '../sdk/presence.ts';
import { DateCard } from './date-card.tsx';
import { FloatingBar } from './floating-bar.tsx';
import { BlockHandle } from './handles/block-handle.tsx';
import { BlockLinks } from './handles/block-links.tsx';
import { showHint } from './hint.ts';
import { colorMentions } from './mentions.ts';
import { Typeahead } from './typeahead/typeahead.tsx';
import './floating-bar.css';

export interface MenusProps {
  presence: Presence;
  editable: boolean;
}

/** Must stand in the positioned element that holds the text. */
export function Menus({ presence, editable }: MenusProps) {
  const [editor] = useLexicalComposerContext();
  useEffect(() => colorMentions(editor, presence), [editor, presence]);
  useEffect(() => (editable ? showHint(editor) : undefined), [editor, editable]);
  return (
    <>
      <BlockLinks />
      {editable && (
        <>
          <Typeahead presence={presence} />
          <FloatingBar />
          <BlockHandle />
          <DateCard />
        </>
      )}
    </>
  );
}
