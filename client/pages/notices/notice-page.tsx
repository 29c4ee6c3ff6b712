// A page that has only something to say: what happened, what is safe, and where to go.

import type { ReactNode } from 'react';

import './notice-page.css';

export interface NoticePageProps {
  title: string;
  children: ReactNode;
  /** What one can do, most useful first. */
  actions?: ReactNode;
}

/** A calm sentence or two in place of a page. */
export function NoticePage({ title, children, actions }: NoticePageProps) {
  return (
    <main className="notice-page" role="alert">
      <h1>{title}</h1>
      <p>{children}</p>
      <p className="notice-page-actions">{actions ?? <HomeLink />}</p>
    </main>
  );
}

/** The way back to the list of documents. */
export function HomeLink() {
  return (
    <a className="button" href="/">
      All documents
    </a>
  );
}

/** Tries again from the beginning. */
export function ReloadButton() {
  return (
    <button type="button" className="button button-primary" onClick={() => window.location.reload()}>
      Reload
    </button>
  );
}

/** For an address that is not a document's. */
export function NotADocument() {
  return (
    <NoticePage title="There is no document at this address">
      A document’s address looks like <code>/d/team/plan</code>, with letters, digits, dots, dashes and underscores.
      Check the link you followed, or look for the document in the list.
    </NoticePage>
  );
}
