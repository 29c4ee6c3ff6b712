// The title in the bar, edited in place. The browser's tab has it, too, or else the first line of the document.

import { type KeyboardEvent, useEffect, useRef } from 'react';
import type { Doc } from 'yjs';

import { longestTitle, titleName } from '../../../protocol/title.ts';
import { texts } from '../../texts/first-texts.ts';
import { followName } from './title.ts';
import { bindTitle } from './title-binding.ts';

export interface TitleFieldProps {
  doc: Doc;
  editable: boolean;
  /** Called on Enter. */
  onDone: () => void;
}

export function TitleField({ doc, editable, onDone }: TitleFieldProps) {
  const { title, untitled } = texts.bar;
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const text = doc.getText(titleName);
    const stopNaming = followName(doc, (name) => {
      document.title = `${name || untitled} · Quire`;
    });
    const unbind = input.current === null ? () => {} : bindTitle(input.current, text);
    return () => {
      stopNaming();
      unbind();
    };
  }, [doc, untitled]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
    event.preventDefault();
    onDone();
  };
  return (
    <input
      ref={input}
      className="title"
      data-testid="title"
      aria-label={title}
      placeholder={editable ? untitled : ''}
      maxLength={longestTitle}
      readOnly={!editable}
      autoComplete="off"
      spellCheck={false}
      onKeyDown={onKeyDown}
    />
  );
}
