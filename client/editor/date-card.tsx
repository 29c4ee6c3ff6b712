// The card at a date in the text, with the browser's own field for dates. A click on the date opens it, and so do
// Ctrl/Cmd+Enter beside the date. Each day that is chosen is written at once.

import { useLexicalComposerContext } from '@lexical/react/LexicalComposerContext';
import {
  $getNearestNodeFromDOMNode,
  $getNodeByKey,
  $getSelection,
  $isElementNode,
  $isRangeSelection,
  COMMAND_PRIORITY_HIGH,
  KEY_ENTER_COMMAND,
  type LexicalNode,
  mergeRegister,
  type NodeKey,
  registerEventListener,
  SKIP_DOM_SELECTION_TAG,
} from 'lexical';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';

import { DateNode } from '../../protocol/format/inline-objects.ts';
import { isKnownObject } from '../../protocol/format/schema.ts';
import { texts } from '../texts/texts.ts';
import { onMove, placeBeside } from './floating.ts';

/** A date that the caret stands beside. */
function $dateAtCaret(): DateNode | null {
  const selection = $getSelection();
  if (!$isRangeSelection(selection) || !selection.isCollapsed()) return null;
  const { offset } = selection.anchor;
  const node = selection.anchor.getNode();
  const beside: (LexicalNode | null)[] = $isElementNode(node)
    ? [node.getChildAtIndex(offset - 1), node.getChildAtIndex(offset)]
    : [
        offset === 0 ? node.getPreviousSibling() : null,
        offset === node.getTextContentSize() ? node.getNextSibling() : null,
      ];
  return beside.find((one) => one instanceof DateNode) ?? null;
}

export function DateCard() {
  const [editor] = useLexicalComposerContext();
  const [key, setKey] = useState<NodeKey | null>(null);
  useEffect(() => {
    const openAt = (target: EventTarget | null) => {
      const chip = target instanceof Element ? target.closest('.chip-date') : null;
      const node = chip && editor.read('latest', () => $getNearestNodeFromDOMNode(chip));
      if (node instanceof DateNode && editor.isEditable()) setKey(node.getKey());
    };
    return mergeRegister(
      editor.registerRootListener((root) => {
        if (root !== null) return registerEventListener(root, 'click', ({ target }) => openAt(target));
      }),
      editor.registerCommand(
        KEY_ENTER_COMMAND,
        (event) => {
          const node = event !== null && (event.ctrlKey || event.metaKey) ? $dateAtCaret() : null;
          if (node === null) return false;
          event!.preventDefault();
          setKey(node.getKey());
          return true;
        },
        COMMAND_PRIORITY_HIGH,
      ),
    );
  }, [editor]);
  if (key === null) return null;
  const close = () => {
    setKey(null);
    editor.focus();
  };
  return <Card key={key} node={key} onClose={close} onLeave={() => setKey(null)} />;
}

interface CardProps {
  readonly node: NodeKey;
  readonly onClose: () => void;
  readonly onLeave: () => void;
}

function Card({ node: key, onClose, onLeave }: CardProps) {
  const [editor] = useLexicalComposerContext();
  const card = useRef<HTMLDivElement>(null);
  const $date = () => {
    const node = $getNodeByKey(key);
    return node instanceof DateNode ? node : null;
  };
  const [date, setDate] = useState(() => editor.read('latest', () => String($date()?.getSaid()['date'] ?? '')));
  useLayoutEffect(() => {
    const place = () => {
      const rect = editor.getElementByKey(key)?.getBoundingClientRect();
      if (rect !== undefined && card.current !== null) placeBeside(card.current, rect, 'below');
    };
    place();
    return onMove(place);
  }, [editor, key]);
  const change = (value: string) => {
    setDate(value);
    const said = { type: 'date', date: value };
    if (isKnownObject(said)) editor.update(() => $date()?.setSaid(said), { tag: SKIP_DOM_SELECTION_TAG });
  };
  return (
    <div className="date-card card" ref={card}>
      <input
        autoFocus
        type="date"
        aria-label={texts.menus.changeDate}
        value={date}
        onChange={(event) => change(event.target.value)}
        onFocus={(event) => showPicker(event.target)}
        onBlur={onLeave}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' && event.key !== 'Escape') return;
          event.preventDefault();
          onClose();
        }}
      />
    </div>
  );
}

/** Browsers show the calendar only right after a press of the person. */
function showPicker(input: HTMLInputElement): void {
  try {
    input.showPicker();
  } catch {
    // The field is there without its calendar.
  }
}
