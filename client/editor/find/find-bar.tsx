// Find and replace: a small bar at the upper end of the text, which moves nothing. Everybody may find; only people who
// may write can replace. Escape closes the bar, and the match that was shown last is selected in the text.

import { useLexicalComposerContext } from '@lexical/react/LexicalComposerContext';
import { $getSelection, $isRangeSelection } from 'lexical';
import {
  ArrowDown,
  ArrowUp,
  CaseSensitive,
  ChevronDown,
  ChevronRight,
  WholeWord,
  X,
  type LucideIcon,
} from 'lucide-react';
import { type KeyboardEvent, useLayoutEffect, useRef, useState } from 'react';

import { texts } from '../../texts/texts.ts';
import { IconButton } from '../icon-button.tsx';
import { $selectFound, rangeOf } from './found.ts';
import { useFind } from './use-find.ts';
import type { Finding } from './use-finding.ts';
import './find.css';

export interface FindBarProps {
  finding: Finding;
  editable: boolean;
  onClose: () => void;
}

/** A query is a few words; a whole document that somebody pastes here would find nothing. */
const longestQuery = 500;

export function FindBar({ finding, editable, onClose }: FindBarProps) {
  const [editor] = useLexicalComposerContext();
  const [query, setQuery] = useState('');
  const [options, setOptions] = useState({ matchCase: false, wholeWords: false });
  const [replacement, setReplacement] = useState('');
  const [replaced, setReplaced] = useState<number | null>(null);
  const [replacing, setReplacing] = useState(finding.mode === 'replace');
  const field = useRef<HTMLInputElement>(null);
  const { all, current, move, replace, replaceAll } = useFind(query, options);
  const [opened, setOpened] = useState(0);
  // Both before the next key, which would otherwise be selected, and lost with the second.
  useLayoutEffect(() => {
    const selected = editor.read('latest', $selectedWords);
    if (selected !== '') setQuery(selected);
    if (finding.mode === 'replace') setReplacing(true);
    setOpened(finding.count);
  }, [editor, finding]);
  // Once the field shows the selected words, so that what the person types next replaces them.
  useLayoutEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, [opened]);
  const close = () => {
    onClose();
    const found = all[current];
    if (editable) editor.update(() => found && $selectFound(found), { onUpdate: () => editor.focus() });
    else if (found) selectNatively(rangeOf(editor, found));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const isNext = event.key === 'F3' || (event.key === 'Enter' && event.target === field.current);
    if (event.key !== 'Escape' && !isNext) return;
    if (isNext) move(event.shiftKey ? -1 : 1);
    else close();
    event.preventDefault();
    event.stopPropagation();
  };
  const toggle = (option: keyof typeof options) => setOptions((before) => ({ ...before, [option]: !before[option] }));
  const canReplace = editable && replacing;
  const count = query === '' ? '' : texts.find.count(all.length === 0 ? 0 : current + 1, all.length);
  return (
    <div className="find card" role="search" aria-label={texts.find.label} data-testid="find" onKeyDown={onKeyDown}>
      <div className="find-row">
        {editable && (
          <FindButton
            label={texts.find.showReplace}
            icon={replacing ? ChevronDown : ChevronRight}
            expanded={replacing}
            onPress={() => setReplacing(!replacing)}
          />
        )}
        <input
          ref={field}
          className="field find-field"
          aria-label={texts.find.find}
          placeholder={texts.find.find}
          value={query}
          maxLength={longestQuery}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => {
            setQuery(event.target.value);
            setReplaced(null);
          }}
        />
        <output className="find-count">{replaced === null ? count : texts.find.replaced(replaced)}</output>
        <FindButton
          label={texts.find.matchCase}
          icon={CaseSensitive}
          pressed={options.matchCase}
          onPress={() => toggle('matchCase')}
        />
        <FindButton
          label={texts.find.wholeWords}
          icon={WholeWord}
          pressed={options.wholeWords}
          onPress={() => toggle('wholeWords')}
        />
        <FindButton label={texts.find.previous} icon={ArrowUp} disabled={all.length === 0} onPress={() => move(-1)} />
        <FindButton label={texts.find.next} icon={ArrowDown} disabled={all.length === 0} onPress={() => move(1)} />
        <FindButton label={texts.find.close} icon={X} onPress={close} />
      </div>
      {canReplace && (
        <form
          className="find-row find-replace"
          onSubmit={(event) => {
            event.preventDefault();
            replace(replacement);
          }}
        >
          <input
            className="field find-field"
            aria-label={texts.find.replaceBy}
            placeholder={texts.find.replaceBy}
            value={replacement}
            maxLength={longestQuery}
            autoComplete="off"
            onChange={(event) => setReplacement(event.target.value)}
          />
          <button type="submit" className="button" disabled={all.length === 0}>
            {texts.find.replace}
          </button>
          <button
            type="button"
            className="button"
            disabled={all.length === 0}
            onClick={() => setReplaced(replaceAll(replacement))}
          >
            {texts.find.replaceAll}
          </button>
        </form>
      )}
    </div>
  );
}

interface FindButtonProps {
  label: string;
  icon: LucideIcon;
  pressed?: boolean;
  expanded?: boolean;
  disabled?: boolean;
  onPress: () => void;
}

function FindButton({ label, icon: Icon, pressed, expanded, disabled, onPress }: FindButtonProps) {
  return (
    <IconButton label={label} aria-pressed={pressed} aria-expanded={expanded} disabled={disabled} onClick={onPress}>
      <Icon aria-hidden size={17} strokeWidth={1.9} />
    </IconButton>
  );
}

/** The selected words, if they are on one line. */
function $selectedWords(): string {
  const selection = $getSelection();
  const words = $isRangeSelection(selection) ? selection.getTextContent() : '';
  return words.includes('\n') || words.length > longestQuery ? '' : words;
}

function selectNatively(range: Range | null): void {
  const selection = getSelection();
  selection?.removeAllRanges();
  if (range !== null) selection?.addRange(range);
}
