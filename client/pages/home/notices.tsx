// What home tells a person: that something failed, in the page; that something is done, at its lower edge.

import { type ReactNode, useEffect, useRef } from 'react';

import { texts } from '../../texts/home-texts.ts';

export interface ProblemProps {
  readonly title: string;
  readonly children: ReactNode;
  /** The label of the button, and what it does. */
  readonly action: string;
  readonly onAction: () => void;
}

export function Problem({ title, children, action, onAction }: ProblemProps) {
  return (
    <section className="home-problem" role="alert">
      <div>
        <h2>{title}</h2>
        <p>{children}</p>
      </div>
      <button type="button" className="button" onClick={onAction}>
        {action}
      </button>
    </section>
  );
}

/** The focus goes to Undo: the row of the deleted document, where it was, is gone. */
export function UndoNotice({ title, onUndo }: { title: string; onUndo: () => void }) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), []);
  return (
    <div className="home-notice home-undo" role="status">
      <span>{texts.home.deleted(title || texts.home.untitled)}</span>
      <button ref={button} type="button" className="button" onClick={onUndo}>
        {texts.home.undo}
      </button>
    </div>
  );
}

/** How long a notice that offers nothing stands, in milliseconds. */
const shownMilliseconds = 4_000;

/** A sentence, for a while. */
export function DoneNotice({ children, onEnd }: { children: string; onEnd: () => void }) {
  const end = useRef(onEnd);
  useEffect(() => {
    end.current = onEnd;
  });
  useEffect(() => {
    const timer = setTimeout(() => end.current(), shownMilliseconds);
    return () => clearTimeout(timer);
  }, [children]);
  return (
    <div className="home-notice" role="status">
      <span>{children}</span>
    </div>
  );
}
