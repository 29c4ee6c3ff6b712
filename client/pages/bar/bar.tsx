// The bar over a document: the way home, the title, the state of the connection, who is here, the link to share, a
// menu. What may change its width stands at the edges, so that the state is always in the same place.

import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react';
import type { Doc } from 'yjs';

import { longestTitle, titleName } from '../../../protocol/title.ts';
import type { Collaboration } from '../../sdk/collaboration.ts';
import type { Presence } from '../../sdk/presence.ts';
import { Logo } from '../../ui/logo.tsx';
import { People } from './people.tsx';
import { CopyLink, ShareButton } from '../sharing/share-button.tsx';
import { Status } from './status.tsx';
import { bindTitle, titleOf } from './title.ts';
import './bar.css';

export interface BarProps {
  collaboration: Collaboration;
  presence: Presence;
  /** Whether the title may be changed: its text is here and edits reach somebody. */
  editable: boolean;
  /** Whether it is pointed out that the document may only be read. */
  pointed: boolean;
  /** What Enter in the title does. */
  onTitleDone: () => void;
  /** Opens what decides who may come in; null where the address is all that there is to share. */
  onShare: (() => void) | null;
  /** The menu at its end. */
  children: ReactNode;
}

/** The bar. */
export function Bar({ collaboration, presence, editable, pointed, onTitleDone, onShare, children }: BarProps) {
  return (
    <header className="bar">
      <div className="bar-start">
        <a className="bar-button bar-home" href="/" aria-label="All documents" title="All documents">
          <Logo />
        </a>
        <TitleField doc={collaboration.doc} editable={editable} onDone={onTitleDone} />
      </div>
      <Status collaboration={collaboration} pointed={pointed} />
      <div className="bar-end">
        <People presence={presence} onIntroduce={() => collaboration.nameChanged()}>
          {onShare === null && <CopyLink collaboration={collaboration} />}
        </People>
        {onShare === null ? <CopyLink collaboration={collaboration} /> : <ShareButton onPress={onShare} />}
        {children}
      </div>
    </header>
  );
}

function TitleField({ doc, editable, onDone }: { doc: Doc; editable: boolean; onDone: () => void }) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const text = doc.getText(titleName);
    const name = () => {
      document.title = `${titleOf(text).trim() || 'Untitled'} · Quire`;
    };
    name();
    text.observe(name);
    const unbind = input.current === null ? () => {} : bindTitle(input.current, text);
    return () => {
      text.unobserve(name);
      unbind();
    };
  }, [doc]);
  const finish = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
    event.preventDefault();
    onDone();
  };
  return (
    <input
      ref={input}
      className="title"
      data-testid="title"
      aria-label="Title"
      placeholder={editable ? 'Untitled' : ''}
      maxLength={longestTitle}
      readOnly={!editable}
      autoComplete="off"
      spellCheck={false}
      onKeyDown={finish}
    />
  );
}
