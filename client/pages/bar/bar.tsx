// The bar over a document: the way home, the title, the status, the people, sharing and a menu. The parts
// whose width changes stand at the two ends, so that the status is always in the same place.

import type { ReactNode } from 'react';

import type { Collaboration } from '../../sdk/collaboration.ts';
import type { Presence } from '../../sdk/presence.ts';
import { texts } from '../../texts/first-texts.ts';
import { Logo } from '../../ui/logo.tsx';
import { onDemand } from '../../ui/on-demand.tsx';
import { homePath } from '../server.ts';
import { Status } from './status.tsx';
import { TitleField } from './title-field.tsx';
import './bar.css';

const parts = () => import('../document-parts.ts');
const CopyLink = onDemand(async () => (await parts()).CopyLink);
const ShareButton = onDemand(async () => (await parts()).ShareButton);
const People = onDemand(async () => (await parts()).People);

export interface BarProps {
  collaboration: Collaboration;
  presence: Presence;
  /** Whether the title may be changed: its text has arrived, and the server accepts edits. */
  editable: boolean;
  /** Whether the person has just typed where they may only read; see `useBlockedTyping`. */
  typingBlocked: boolean;
  /** Called on Enter in the title. */
  onTitleDone: () => void;
  /** The id of the person who is followed, and what follows another or nobody. */
  following: string | null;
  onFollow: (id: string | null) => void;
  /** Opens the share dialog; null for a person who shares by sending the address. */
  onShare: (() => void) | null;
  /** The menu at the end of the bar. */
  children: ReactNode;
}

const sharePlace = <span className="button copy-link" />;

export function Bar(props: BarProps) {
  const { collaboration, presence, editable, typingBlocked, onTitleDone, following, onFollow, onShare, children } =
    props;
  return (
    <header className="bar">
      <div className="bar-start">
        <a className="bar-button bar-home" href={homePath} aria-label={texts.bar.home} title={texts.bar.home}>
          <Logo />
        </a>
        <TitleField doc={collaboration.doc} editable={editable} onDone={onTitleDone} />
      </div>
      <Status collaboration={collaboration} typingBlocked={typingBlocked} />
      <div className="bar-end">
        <People
          presence={presence}
          following={following}
          onFollow={onFollow}
          onNameChange={() => collaboration.nameChanged()}
        >
          {onShare === null && <CopyLink collaboration={collaboration} />}
        </People>
        {onShare === null ? (
          <CopyLink standIn={sharePlace} collaboration={collaboration} />
        ) : (
          <ShareButton standIn={sharePlace} onPress={onShare} />
        )}
        {children}
      </div>
    </header>
  );
}
