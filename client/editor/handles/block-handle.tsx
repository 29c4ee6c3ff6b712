// The handle in the margin, at the block under the pointer, or on a touch screen at the block of the caret. A press
// opens the block's menu, a drag moves the block. With the keyboard, Ctrl/Cmd+Shift+. opens the menu.

import { useLexicalComposerContext } from '@lexical/react/LexicalComposerContext';
import {
  $getNodeByKey,
  $getSelection,
  $isRangeSelection,
  type LexicalEditor,
  mergeRegister,
  type NodeKey,
  registerEventListeners,
} from 'lexical';
import { GripVertical } from 'lucide-react';
import { type PointerEvent as ReactPointerEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';

import { texts } from '../../texts/texts.ts';
import { $blockNodeOf } from '../binding/lexical-blocks.ts';
import { onReflow } from '../floating.ts';
import { registerBlockKeys } from './block-commands.ts';
import { BlockMenu } from './block-menu.tsx';
import { blockAt, drag } from './dragging.ts';
import './block-handle.css';

/** The block in which the caret is. */
function blockOfCaret(editor: LexicalEditor): NodeKey | null {
  return editor.read('latest', () => {
    const selection = $getSelection();
    const node = $isRangeSelection(selection) ? selection.focus.getNode() : (selection?.getNodes()[0] ?? null);
    return (node && $blockNodeOf(node)?.node.getKey()) ?? null;
  });
}

/** Must stand in the positioned element that holds the text. */
export function BlockHandle() {
  const [editor] = useLexicalComposerContext();
  const [block, setBlock] = useState<NodeKey | null>(null);
  const [menuOpen, setMenuOpen] = useState(false);
  const handle = useRef<HTMLButtonElement>(null);
  const line = useRef<HTMLDivElement>(null);
  useBlock(editor, menuOpen, setBlock);
  useEffect(
    () =>
      registerBlockKeys(editor, () => {
        setBlock(blockOfCaret(editor));
        setMenuOpen(true);
      }),
    [editor],
  );
  useLayoutEffect(() => {
    if (block === null) return;
    const place = () => {
      if (handle.current !== null) placeHandle(editor, handle.current, block);
    };
    place();
    return onReflow(editor, place);
  }, [editor, block]);
  if (block === null) return null;
  const onPointerDown = (event: ReactPointerEvent<HTMLButtonElement>) => {
    event.preventDefault(); // the focus stays in the text
    if (event.button !== 0 || line.current === null) return;
    drag({
      editor,
      block,
      press: event.nativeEvent,
      handle: event.currentTarget,
      line: line.current,
      onClick: () => setMenuOpen(true),
    });
  };
  return (
    <>
      <button
        type="button"
        className="block-handle"
        ref={handle}
        tabIndex={-1} // the keyboard has its own way
        aria-label={texts.menus.handle}
        title={texts.menus.handle}
        aria-haspopup="menu"
        aria-expanded={menuOpen}
        onPointerDown={onPointerDown}
      >
        <GripVertical aria-hidden size={16} />
      </button>
      <div className="drop-line" ref={line} hidden />
      <BlockMenu block={block} open={menuOpen} onOpenChange={setMenuOpen} anchor={handle} />
    </>
  );
}

/** Follows the pointer, or on a touch screen the caret. While the menu is open, its block stays. */
function useBlock(editor: LexicalEditor, stays: boolean, setBlock: (block: NodeKey | null) => void): void {
  useEffect(() => {
    if (stays) return;
    let isTouch = matchMedia('(hover: none)').matches;
    const isThere = (key: NodeKey | null) => editor.read('latest', () => key !== null && $getNodeByKey(key) !== null);
    let shown: NodeKey | null = null;
    const show = (key: NodeKey | null) => {
      shown = key;
      setBlock(key);
    };
    return mergeRegister(
      registerEventListeners(document, {
        pointermove: ({ pointerType, buttons, target, clientX, clientY }) => {
          if (pointerType !== 'mouse' || buttons !== 0) return;
          isTouch = false;
          if (target instanceof Element && target.closest('.block-handle') !== null) return;
          const key = blockAt(editor, clientX, clientY);
          if (key !== undefined) show(key);
        },
        pointerdown: ({ pointerType }) => {
          isTouch = pointerType === 'touch';
        },
      }),
      editor.registerUpdateListener(() => {
        if (isTouch) show(document.activeElement === editor.getRootElement() ? blockOfCaret(editor) : null);
        else if (shown !== null && !isThere(shown)) show(null);
      }),
    );
  }, [editor, stays, setBlock]);
}

/** Puts the handle into the margin, at the first line of the block. */
function placeHandle(editor: LexicalEditor, handle: HTMLElement, block: NodeKey): void {
  const [element, root] = [editor.getElementByKey(block), editor.getRootElement()];
  const sheet = handle.offsetParent;
  if (element === null || root === null || sheet === null) return;
  const [box, text, origin] = [element, root, sheet].map((one) => one.getBoundingClientRect()) as DOMRect[];
  const { lineHeight, paddingTop } = getComputedStyle(element);
  const height = Math.min(Number.parseFloat(lineHeight) || box!.height, box!.height);
  const y = box!.top - origin!.top + Number.parseFloat(paddingTop) + (height - handle.offsetHeight) / 2;
  const isNarrow = matchMedia('(width < 48rem)').matches;
  const isRightToLeft = getComputedStyle(element).direction === 'rtl';
  const marks = element.closest('li') === null ? 0 : 26; // of lists, which hang in the margin
  const start = text!.left - origin!.left - handle.offsetWidth - 2 - marks;
  const end = text!.right - origin!.left;
  const x = isNarrow !== isRightToLeft ? end + (isRightToLeft ? marks : 0) : start + (isRightToLeft ? marks : 0);
  handle.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`;
}
