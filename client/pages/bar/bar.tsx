// The bar over a document: the way home, the title, the status, the people, sharing and a menu. The parts
// whose width changes stand at the two ends, so that the status is always in the same place.

import type { ReactNode } from 'react';

import type { Collaboration } from '../../sdk/collaboration.ts';
import type { Presence } from '../../sdk/presence.ts';
import { Logo } from '../../ui/logo.tsx';
import { homePath } from '../server.ts';
import { CopyLink, ShareButton } from '../sharing/share-button.tsx';
import { People } from './people.tsx';
import { Status } from './status.tsx';
import { TitleField } from './title-field.tsx';
import './bar.css';

export interface BarProps {
  collaboration: Collaboration;
  presence: Presence;
  /** Whether the title may be changed: its text has arrived, and the server accepts edits. */
  editable: boolean;
  /** Whether the person has just typed where they may only read; see `useBlockedTyping`. */
  typingBlocked: boolean;
  /** Called on Enter in the title. */
  onTitleDone: () => void;
  /** Opens the share dialog; null for a person who shares by sending the address. */
  onShare: (() => void) | null;
  /** The menu at the end of the bar. */
  children: ReactNode;
}

export function Bar({ collaboration, presence, editable, typingBlocked, onTitleDone, onShare, children }: BarProps) {
  return (
    <header className="bar">
      <div className="bar-start">
        <a className="bar-button bar-home" href={homePath} aria-label="All documents" title="All documents">
          <Logo />
        </a>
        <TitleField doc={collaboration.doc} editable={editable} onDone={onTitleDone} />
      </div>
      <Status collaboration={collaboration} typingBlocked={typingBlocked} />
      <div className="bar-end">
        <People presence={presence} onNameChange={() => collaboration.nameChanged()}>
          {onShare === null && <CopyLink collaboration={collaboration} />}
        </People>
        {onShare === null ? <CopyLink collaboration={collaboration} /> : <ShareButton onPress={onShare} />}
        {children}
      </div>
    </header>
  );
}
