// Printing a document: the title above the text, and the choice to have the addresses of links printed. The style sheet
// styles/print.css leaves out everything else of the page.

import { useEffect, useState } from 'react';
import type { Doc } from 'yjs';

import { titleName } from '../../protocol/title.ts';
import { titleOf } from './bar/title.ts';

/** Opens the browser's dialog to print, for a document with the addresses of its links or without. */
export function printDocument(withAddresses: boolean): void {
  const { classList } = document.documentElement;
  classList.toggle('print-addresses', withAddresses);
  window.addEventListener('afterprint', () => classList.remove('print-addresses'), { once: true });
  window.print();
}

/** The title as it stands on paper; nobody sees it on the screen. */
export function PrintTitle({ doc }: { doc: Doc }) {
  const [title, setTitle] = useState('');
  useEffect(() => {
    const text = doc.getText(titleName);
    const update = () => setTitle(titleOf(doc));
    update();
    text.observe(update);
    return () => text.unobserve(update);
  }, [doc]);
  return title === '' ? null : <p className="print-title">{title}</p>;
}
