// A page that only says something: what happened, what is safe, and what to do.

import type { ReactNode } from 'react';

import { texts } from '../../texts/first-texts.ts';
import { documentPath } from '../documents/address.ts';
import { homePath } from '../server.ts';
import './notice-page.css';

export interface NoticePageProps {
  title: string;
  children: ReactNode;
  /** Buttons and links, the most useful first; by default the link home. */
  actions?: ReactNode;
}

export function NoticePage({ title, children, actions }: NoticePageProps) {
  return (
    <main className="notice-page" role="alert">
      <h1>{title}</h1>
      <p>{children}</p>
      <p className="notice-page-actions">{actions ?? <HomeLink />}</p>
    </main>
  );
}

export function HomeLink() {
  return (
    <a className="button" href={homePath}>
      {texts.notices.home}
    </a>
  );
}

export function ReloadButton() {
  return (
    <button type="button" className="button button-primary" onClick={() => window.location.reload()}>
      {texts.notices.reload}
    </button>
  );
}

/** For an address that cannot be a document's. */
export function NotADocument() {
  const { title, before, after } = texts.notices.noDocument;
  return (
    <NoticePage title={title}>
      {before}
      <code>{documentPath('team/plan')}</code>
      {after}
    </NoticePage>
  );
}
