// The last resort: a page that fails says so instead of going blank.

import { Component, type ReactNode } from 'react';

import { texts } from '../../texts/first-texts.ts';
import { HomeLink, NoticePage, ReloadButton } from './notice-page.tsx';

/** Shows a notice in place of children that threw while rendering. */
export class CrashBoundary extends Component<{ children: ReactNode }, { crashed: boolean }> {
  override state = { crashed: false };

  static getDerivedStateFromError() {
    return { crashed: true };
  }

  override render() {
    if (!this.state.crashed) return this.props.children;
    const actions = (
      <>
        <ReloadButton />
        <HomeLink />
      </>
    );
    return (
      <NoticePage title={texts.crash.title} actions={actions}>
        {texts.crash.text}
      </NoticePage>
    );
  }
}
