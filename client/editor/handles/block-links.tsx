// Links to blocks: the address of the document with `#b=` and the id of the block's marker. The page scrolls to the
// block and shows once, by a wash of colour, which one is meant. A block that is gone is told quietly.

import { useLexicalComposerContext } from '@lexical/react/LexicalComposerContext';
import { useExtensionSignalValue } from '@lexical/react/useExtensionSignalValue';
import type { LexicalEditor, NodeKey } from 'lexical';
import { useEffect, useState } from 'react';

import { texts } from '../../texts/texts.ts';
import { CollaborationExtension } from '../binding/binding.ts';

/** The id of a block in the fragment of an address. */
export function blockIdIn(hash: string): string | null {
  return new URLSearchParams(hash.slice(1)).get('b');
}

/** The address of a block. A key in the address of this page is not passed on. */
export function blockAddress(page: string, id: string): string {
  const address = new URL(page);
  address.hash = `b=${id}`;
  return address.href;
}

/** How long the wash takes to fade, in milliseconds. */
const washMilliseconds = 2400;

function wash(editor: LexicalEditor, key: NodeKey): void {
  const element = editor.getElementByKey(key);
  if (element === null) return;
  element.scrollIntoView({ block: 'center', behavior: 'instant' });
  const color = getComputedStyle(document.documentElement).getPropertyValue('--accent-wash');
  const frames = [{ backgroundColor: color }, { backgroundColor: color, offset: 0.6 }, {}];
  element.animate(frames, { duration: washMilliseconds, easing: 'ease-out' });
}

/** Follows the link in the address, and those that the person follows within the page. */
export function BlockLinks() {
  const [editor] = useLexicalComposerContext();
  const text = useExtensionSignalValue(CollaborationExtension, 'text');
  const [isGone, setGone] = useState(false);
  useEffect(() => {
    if (text === null) return;
    let wanted: string | null = null;
    const find = () => {
      const key = wanted === null ? undefined : text.keyOf(wanted);
      if (key === undefined) return; // it may still be on its way
      wanted = null;
      setGone(key === null);
      if (key !== null) wash(editor, key);
    };
    const start = () => {
      wanted = blockIdIn(window.location.hash);
      setGone(false);
      find();
    };
    const stop = editor.registerUpdateListener(find);
    window.addEventListener('hashchange', start);
    start();
    return () => {
      stop();
      window.removeEventListener('hashchange', start);
    };
  }, [editor, text]);
  useEffect(() => {
    if (!isGone) return;
    const hide = () => setGone(false);
    window.addEventListener('keydown', hide);
    window.addEventListener('pointerdown', hide);
    return () => {
      window.removeEventListener('keydown', hide);
      window.removeEventListener('pointerdown', hide);
    };
  }, [isGone]);
  return (
    <div className="block-gone" role="status">
      {isGone && <p>{texts.menus.blockGone}</p>}
    </div>
  );
}
