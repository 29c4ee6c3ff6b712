// Puts the bytes of files into the places that their nodes make, and tells there how far each file is: on its way, not
// there yet, refused. The sentences and buttons stand in the page alone; no document holds them.

import { $getNodeByKey, type LexicalEditor, mergeRegister, type NodeKey } from 'lexical';

import { FileNode, ImageNode } from '../../../protocol/format/file-nodes.ts';
import type { Files, FileState, Sending } from '../../sdk/files.ts';
import { texts } from '../../texts/texts.ts';
import { $isFileBlock, $selectedFile } from './selecting.ts';

/** Shows the files of an editor that is on a page. */
export function registerShownFiles(editor: LexicalEditor, files: Files): () => void {
  /** The blocks on the page, by the hash of their file. */
  const shown = new Map<NodeKey, string>();
  const show = (key: NodeKey, hash: string): void => {
    const element = editor.getElementByKey(key);
    if (element === null) return;
    if (hash === '') return drawMissing(element);
    const act = { retry: () => files.retry(hash), remove: () => removeBlock(editor, key) };
    draw(element, files.use(hash), act);
  };
  const follow = (mutations: ReadonlyMap<NodeKey, 'created' | 'updated' | 'destroyed'>) => {
    for (const [key, mutation] of mutations) {
      const before = shown.get(key);
      const hash = mutation === 'destroyed' ? undefined : (editor.getElementByKey(key)?.dataset['source'] ?? '');
      if (hash === undefined) shown.delete(key);
      else shown.set(key, hash);
      if (hash !== undefined) show(key, hash);
      if (before !== undefined && before !== hash && ![...shown.values()].includes(before)) files.drop(before);
    }
  };
  let selected: HTMLElement | null = null;
  return mergeRegister(
    editor.registerRootListener((root) => {
      root?.style.setProperty('--caption', JSON.stringify(texts.files.caption));
    }),
    editor.registerMutationListener(ImageNode, follow),
    editor.registerMutationListener(FileNode, follow),
    files.subscribe((hash) => {
      for (const [key, of] of shown) if (of === hash) show(key, hash);
    }),
    editor.registerUpdateListener(({ editorState }) => {
      const key = editorState.read(() => $selectedFile()?.getKey());
      const element = key === undefined ? null : editor.getElementByKey(key);
      if (element === selected) return;
      selected?.classList.remove('file-selected');
      element?.classList.add('file-selected');
      selected = element;
    }),
  );
}

function removeBlock(editor: LexicalEditor, key: NodeKey): void {
  editor.update(() => {
    const node = $getNodeByKey(key);
    if ($isFileBlock(node)) node.remove();
  });
}

function draw(element: HTMLElement, state: FileState, act: { retry: () => void; remove: () => void }): void {
  const image = element.querySelector('img');
  const isShown = state.type === 'here' && state.isImage;
  if (image !== null && isShown && image.src !== state.url) image.src = state.url;
  if (image !== null && !isShown) image.removeAttribute('src');
  const sending = state.type === 'here' ? state.sending : null;
  element.dataset['state'] = sending?.type ?? state.type;
  const isRefused = sending?.type === 'refused';
  const remedies = isRefused ? [button(texts.files.remove, act.remove)] : [];
  if (isRefused && sending.refusal !== 'tooLarge') remedies.unshift(button(texts.files.retry, act.retry));
  note(element, wordsOf(state, image !== null), remedies, isRefused);
}

/** The place of a file that the document does not name in a way that this page understands. */
function drawMissing(element: HTMLElement): void {
  element.dataset['state'] = 'missing';
  note(element, texts.files.missing, [], false);
}

function wordsOf(state: FileState, isImage: boolean): string {
  switch (state.type) {
    case 'loading':
      return isImage ? texts.files.loading : '';
    case 'awaited':
      return texts.files.awaited;
    case 'unreachable':
      return texts.files.unreachable;
    case 'here':
      return isImage && !state.isImage ? texts.files.noImage : sendingWords(state.sending);
  }
}

function sendingWords(sending: Sending): string {
  switch (sending.type) {
    case 'saved':
      return '';
    case 'waiting':
      return texts.files.waiting;
    case 'sending':
      return texts.files.sending(Math.floor(sending.part * 100));
    case 'refused':
      return texts.files.refusals[sending.refusal];
  }
}

/** Sets the sentence at a block, and its buttons. */
function note(element: HTMLElement, words: string, buttons: readonly HTMLElement[], isAlert: boolean): void {
  const place = element.querySelector('.image-frame') ?? element;
  let found = place.querySelector<HTMLElement>('.file-note');
  if (words === '') return found?.remove();
  if (found === null) {
    found = document.createElement('span');
    found.className = 'file-note';
    place.append(found);
  }
  if (isAlert) found.setAttribute('role', 'alert');
  else found.removeAttribute('role');
  found.replaceChildren(words, ...buttons);
}

function button(words: string, act: () => void): HTMLElement {
  const made = document.createElement('button');
  made.type = 'button';
  made.textContent = words;
  made.addEventListener('click', act);
  return made;
}
