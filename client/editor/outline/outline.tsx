// The outline: the headings of the text beside the page, with the one that the person reads. A narrow window has no
// room beside the page, so the outline lies over the page there until the person has chosen.

import { useLexicalComposerContext } from '@lexical/react/LexicalComposerContext';
import { $isElementNode, $getNodeByKey, type LexicalEditor } from 'lexical';
import { type CSSProperties, useEffect, useState } from 'react';

import { texts } from '../../texts/texts.ts';
import { depthsOf, $headings, type Heading } from './headings.ts';
import { countOf, type WordCount } from './word-count.ts';
import { useSettled } from './use-settled.ts';
import './outline.css';

export interface OutlineProps {
  editable: boolean;
  /** Called when the person has chosen a heading, or presses Escape. */
  onDone: () => void;
}

export function Outline({ editable, onDone }: OutlineProps) {
  const [editor] = useLexicalComposerContext();
  const { headings, count } = useSettled(editor, $outline, isSame);
  const current = useCurrentHeading(editor, headings);
  const depths = depthsOf(headings);
  return (
    <nav
      className="outline"
      aria-label={texts.outline.label}
      data-testid="outline"
      onKeyDown={({ key }) => key === 'Escape' && onDone()}
    >
      {headings.length === 0 && <p className="outline-none">{texts.outline.none}</p>}
      <ol>
        {headings.map(({ key, text }, i) => (
          <li key={key} style={{ '--depth': depths[i] } as CSSProperties}>
            <button
              type="button"
              className="outline-item"
              aria-current={key === current ? 'location' : undefined}
              onClick={() => {
                goTo(editor, key, editable);
                onDone();
              }}
            >
              {text}
            </button>
          </li>
        ))}
      </ol>
      <p className="outline-count">{texts.outline.count(count)}</p>
    </nav>
  );
}

interface OutlineState {
  readonly headings: readonly Heading[];
  readonly count: WordCount;
}

function $outline(): OutlineState {
  return { headings: $headings(), count: countOf(document.documentElement.lang) };
}

function isSame(a: OutlineState, b: OutlineState): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The key of the last heading above the upper third of the window. */
function useCurrentHeading(editor: LexicalEditor, headings: readonly Heading[]): string | undefined {
  const [current, setCurrent] = useState<string>();
  useEffect(() => {
    const look = () => {
      const passed = headings.filter(({ key }) => {
        const top = editor.getElementByKey(key)?.getBoundingClientRect().top;
        return top !== undefined && top < window.innerHeight / 3;
      });
      setCurrent(passed.at(-1)?.key);
    };
    look();
    window.addEventListener('scroll', look, { passive: true });
    return () => window.removeEventListener('scroll', look);
  }, [editor, headings]);
  return current;
}

/** Scrolls to a heading; a person who writes goes on there. */
function goTo(editor: LexicalEditor, key: string, editable: boolean): void {
  editor.getElementByKey(key)?.scrollIntoView({ block: 'start', behavior: 'instant' });
  if (!editable) return;
  editor.update(() => {
    const heading = $getNodeByKey(key);
    if ($isElementNode(heading)) heading.selectStart();
  });
  editor.focus();
}
