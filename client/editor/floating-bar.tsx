// The bar at a selection, made with the mouse or the keyboard: the same tools as in the fixed bar, beside the words. On
// a touch screen the system's own bar is there. It covers no selected line, and takes no place in the page.

import { Toolbar } from '@base-ui/react/toolbar';
import { Tooltip } from '@base-ui/react/tooltip';
import { useLexicalComposerContext } from '@lexical/react/LexicalComposerContext';
import {
  $getSelection,
  $isRangeSelection,
  BLUR_COMMAND,
  COMMAND_PRIORITY_CRITICAL,
  COMMAND_PRIORITY_LOW,
  KEY_DOWN_COMMAND,
  KEY_ESCAPE_COMMAND,
  type LexicalEditor,
  mergeRegister,
  registerEventListeners,
} from 'lexical';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';

import { texts } from '../texts/texts.ts';
import { $rangeOf } from './caret-rect.ts';
import { $codeOf } from './code.ts';
import { onMove, placeBeside } from './floating.ts';
import { SelectionTools } from './formatting-bar.tsx';

/** Names the selected stretch; null for a selection that the bar has no tools for. */
function $selected(): string | null {
  const selection = $getSelection();
  if (!$isRangeSelection(selection) || selection.isCollapsed() || $codeOf(selection) !== null) return null;
  const { anchor, focus } = selection;
  return selection.getTextContent().trim() === '' ? null : [anchor, focus].map((p) => `${p.key}:${p.offset}`).join();
}

/** All selected lines in the window. */
function rectOfSelection(editor: LexicalEditor): DOMRect | null {
  return editor.read('latest', () => {
    const selection = $getSelection();
    if (!$isRangeSelection(selection)) return null;
    const range = $rangeOf(editor, selection);
    const [first] = range?.getClientRects() ?? [];
    const all = range?.getBoundingClientRect();
    return first && all ? new DOMRect(first.left, all.top, 0, all.height) : null;
  });
}

export function FloatingBar() {
  const [editor] = useLexicalComposerContext();
  const bar = useRef<HTMLDivElement>(null);
  const selected = useSelected(editor, bar);
  useLayoutEffect(() => {
    const element = bar.current;
    if (selected === null || element === null) return;
    const place = () => {
      const rect = rectOfSelection(editor);
      element.hidden = false;
      element.hidden = rect === null || !placeBeside(element, rect, 'above');
    };
    place();
    return mergeRegister(onMove(place), editor.registerUpdateListener(place));
  }, [editor, selected]);
  useEffect(
    () =>
      editor.registerCommand(
        KEY_DOWN_COMMAND,
        (event) => {
          if (event.key !== 'F10' || !event.altKey) return false;
          const shown = bar.current?.hidden === false ? bar.current : document.querySelector('.formatting');
          shown?.querySelector<HTMLElement>('button:not(:disabled, [data-disabled])')?.focus();
          event.preventDefault();
          return true;
        },
        COMMAND_PRIORITY_LOW,
      ),
    [editor],
  );
  if (selected === null) return null;
  return (
    <Tooltip.Provider delay={500}>
      <div
        className="floating-bar"
        ref={bar}
        onKeyDown={(event) => {
          if (event.key === 'Escape') editor.focus();
        }}
      >
        <Toolbar.Root className="floating-tools" aria-label={texts.menus.formatSelection}>
          <SelectionTools />
        </Toolbar.Root>
      </div>
    </Tooltip.Provider>
  );
}

/** Whether a key selects something. */
function isSelecting({ key, shiftKey, ctrlKey, metaKey }: KeyboardEvent): boolean {
  return (shiftKey && /^(Arrow|Home|End|Page)/.test(key)) || ((ctrlKey || metaKey) && key.toLowerCase() === 'a');
}

/** The selection for which the bar shows; null for none, while it is being made, or when Escape hid the bar. */
function useSelected(editor: LexicalEditor, bar: { readonly current: HTMLElement | null }): string | null {
  const [selected, setSelected] = useState<string | null>(null);
  useEffect(() => {
    let [isPressed, isMade, dismissed] = [false, false, ''];
    const isHere = () =>
      document.activeElement === editor.getRootElement() || bar.current?.contains(document.activeElement) === true;
    const show = () => {
      const now = editor.isEditable() && !editor.isComposing() ? editor.read('latest', $selected) : null;
      if (now !== dismissed) dismissed = '';
      setSelected(isPressed || !isMade || dismissed !== '' || !isHere() ? null : now);
    };
    const press = ({ pointerType, target }: PointerEvent) => {
      if (!(target instanceof Node) || editor.getRootElement()?.contains(target) !== true) return;
      isPressed = true;
      isMade = pointerType !== 'touch';
      show();
    };
    const release = () => {
      isPressed = false;
      requestAnimationFrame(show); // when Lexical has read the selection
    };
    return mergeRegister(
      registerEventListeners(document, { pointerdown: press, pointerup: release, pointercancel: release }),
      editor.registerUpdateListener(show),
      editor.registerCommand(
        KEY_DOWN_COMMAND,
        (event) => {
          if (isSelecting(event)) isMade = true;
          else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey) isMade = false;
          return false;
        },
        COMMAND_PRIORITY_CRITICAL,
      ),
      editor.registerCommand(
        KEY_ESCAPE_COMMAND,
        () => {
          dismissed = $selected() ?? '';
          setSelected(null);
          return false;
        },
        COMMAND_PRIORITY_LOW,
      ),
      editor.registerCommand(
        BLUR_COMMAND,
        ({ relatedTarget }) => {
          const isToBar = relatedTarget instanceof Node && bar.current?.contains(relatedTarget);
          // A menu of the bar takes the focus for a while, and gives it back.
          const isToMenu = relatedTarget instanceof Element && relatedTarget.closest('.menu') !== null;
          if (!isToBar && !isToMenu) setSelected(null);
          return false;
        },
        COMMAND_PRIORITY_LOW,
      ),
    );
  }, [editor, bar]);
  return selected;
}
