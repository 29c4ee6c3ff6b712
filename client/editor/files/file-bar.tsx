// The bar at a selected image or attachment: what the image shows in words, its width, and what can be done with the
// file. A handle at the edge of the image changes the width by pointer.

import { useLexicalComposerContext } from '@lexical/react/LexicalComposerContext';
import { $getNodeByKey, DELETE_CHARACTER_COMMAND, type LexicalEditor, type NodeKey } from 'lexical';
import { Download, ImageUp, Trash2 } from 'lucide-react';
import { type PointerEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';

import { sourceOf } from '../../../protocol/format/file-source.ts';
import { leastWidth, longestAlt } from '../../../protocol/format/schema.ts';
import type { Keys } from '../../../protocol/format/body.ts';
import type { Files } from '../../sdk/files.ts';
import { texts } from '../../texts/texts.ts';
import { download } from '../../ui/download.ts';
import { onReflow, placeInColumn } from '../floating.ts';
import { IconButton } from '../icon-button.tsx';
import { chooseFiles } from './adding.ts';
import { prepare } from './prepare.ts';
import { $isFileBlock, $selectedFile, type FileBlock, returnTo } from './selecting.ts';

/** What the bar shows of the selected block. */
interface Selected {
  readonly key: NodeKey;
  readonly image: { readonly alt: string; readonly width: number } | null;
  readonly name: string;
  readonly hash: string;
}

function $selected(): Selected | null {
  const node = $selectedFile();
  return node === null ? null : describe(node);
}

function describe(node: FileBlock): Selected {
  const key = node.getKey();
  if ('getImage' in node) {
    const { source, alt, width } = node.getImage();
    return { key, image: { alt, width }, name: alt, hash: source?.hash ?? '' };
  }
  const { source, name } = node.getFile();
  return { key, image: null, name, hash: source?.hash ?? '' };
}

/** Sets keys of the marker; null removes one. */
function setKeys(editor: LexicalEditor, key: NodeKey, keys: Readonly<Record<string, string | number | null>>): void {
  editor.update(() => {
    const node = $getNodeByKey(key);
    if (!$isFileBlock(node)) return;
    const said = Object.entries({ ...node.getSaid(), ...keys }).filter(([, value]) => value !== null);
    node.setSaid(Object.fromEntries(said) as Keys);
  });
}

const widthToSay = (percent: number) => (percent >= 100 ? null : Math.max(leastWidth, Math.round(percent)));

/** Must stand in the positioned element that holds the text. */
export function FileBar({ files }: { files: Files }) {
  const [editor] = useLexicalComposerContext();
  const [selected, setSelected] = useState<Selected | null>(null);
  const [problem, setProblem] = useState('');
  const bar = useRef<HTMLDivElement>(null);
  const handle = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const follow = () => {
      const next = editor.read('latest', $selected);
      setSelected((previous) => (JSON.stringify(previous) === JSON.stringify(next) ? previous : next));
      if (next === null) setProblem('');
    };
    follow();
    return editor.registerUpdateListener(() => {
      if (!bar.current?.contains(document.activeElement)) follow();
    });
  }, [editor]);
  useLayoutEffect(() => {
    if (selected !== null) return followPlace(editor, selected.key, bar.current!, handle.current);
    return undefined;
  }, [editor, selected]);
  if (selected === null) return null;
  const { key, image, name, hash } = selected;
  const change = (keys: Readonly<Record<string, string | number | null>>) => {
    setKeys(editor, key, keys);
    setSelected(
      editor.read('latest', () => {
        const node = $getNodeByKey(key);
        return $isFileBlock(node) ? describe(node) : null;
      }),
    );
  };
  const remove = () => {
    returnTo(editor, key);
    editor.dispatchCommand(DELETE_CHARACTER_COMMAND, true);
  };
  const replace = () => chooseFiles('image', ([file]) => file && void replaceImage(editor, files, key, file), false);
  const onDownload = () =>
    void files.bytesOf(hash).then(
      (content) => download({ name: name || texts.files.image, content, type: content.type }),
      () => setProblem(texts.files.downloadFailed),
    );
  return (
    <>
      <div
        className="file-bar"
        ref={bar}
        role="toolbar"
        aria-label={image ? texts.files.image : texts.files.file}
        data-testid="file-bar"
        onKeyDown={(event) => {
          if (event.key === 'Escape') returnTo(editor, key);
        }}
      >
        {image && (
          <>
            <AltField key={`${key} ${image.alt}`} alt={image.alt} onChange={(alt) => change({ alt: alt || null })} />
            <fieldset className="file-widths" aria-label={texts.files.width}>
              {([33, 66, 100] as const).map((width) => (
                <button
                  type="button"
                  key={width}
                  aria-pressed={image.width === width}
                  onClick={() => change({ width: widthToSay(width) })}
                >
                  {texts.files.widths[width]}
                </button>
              ))}
            </fieldset>
            <IconButton label={texts.files.replace} onClick={replace}>
              <ImageUp aria-hidden size={16} />
            </IconButton>
          </>
        )}
        <IconButton label={texts.files.download} onClick={onDownload}>
          <Download aria-hidden size={16} />
        </IconButton>
        <IconButton label={texts.files.delete} onClick={remove}>
          <Trash2 aria-hidden size={16} />
        </IconButton>
        {problem !== '' && <p role="alert">{problem}</p>}
      </div>
      {image && (
        <div
          className="image-handle"
          ref={handle}
          title={texts.files.resize}
          aria-hidden
          onPointerDown={(event) => resize(editor, key, event, (width) => change({ width: widthToSay(width) }))}
        />
      )}
    </>
  );
}

/** The field takes what is typed when the person leaves it or presses Enter. */
function AltField({ alt, onChange }: { alt: string; onChange: (alt: string) => void }) {
  const [typed, setTyped] = useState(alt);
  const done = () => {
    const line = typed.replaceAll(/\s+/g, ' ').trim();
    if (line !== alt) onChange(line);
  };
  return (
    <input
      className="file-alt"
      aria-label={texts.files.altLabel}
      placeholder={texts.files.alt}
      maxLength={longestAlt}
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={done}
      onKeyDown={(event) => {
        if (event.key === 'Enter') done();
      }}
    />
  );
}

async function replaceImage(editor: LexicalEditor, files: Files, key: NodeKey, file: File): Promise<void> {
  const { bytes, source } = await prepare(file);
  if (source.pixels === null) return; // a browser can show no such image
  void files.add(source.hash, bytes);
  setKeys(editor, key, { src: sourceOf(source) });
}

/** Keeps the bar and the handle at the block, also while the page changes around it. */
function followPlace(
  editor: LexicalEditor,
  key: NodeKey,
  bar: HTMLElement,
  handle: HTMLElement | null,
): (() => void) | undefined {
  const element = editor.getElementByKey(key);
  if (element === null) return undefined;
  const put = () => {
    const now = editor.getElementByKey(key);
    if (now !== null) place(now, bar, handle);
  };
  put();
  return onReflow(editor, put, element);
}

/** The bar stands at the top of an image that has room for it, where it covers no words, otherwise below the block. */
function place(element: HTMLElement, bar: HTMLElement, handle: HTMLElement | null): void {
  const { left, right, bottom, top, height } = (
    element.querySelector('.image-frame') ?? element
  ).getBoundingClientRect();
  const hasRoom = handle !== null && height >= 3 * bar.offsetHeight;
  const barTop = hasRoom ? top + 6 : Math.max(element.getBoundingClientRect().bottom, bottom) + 6;
  placeInColumn(bar, { left, top: barTop });
  if (handle === null) return;
  const column = (handle.offsetParent ?? document.body).getBoundingClientRect();
  const y = Math.round(top - column.top + (height - handle.offsetHeight) / 2);
  handle.style.transform = `translate(${Math.round(right - column.left - handle.offsetWidth / 2)}px, ${y}px)`;
}

/** Changes the width with the pointer. The document gets it when the pointer is let go. */
function resize(
  editor: LexicalEditor,
  key: NodeKey,
  down: PointerEvent<HTMLElement>,
  onDone: (percent: number) => void,
): void {
  const figure = editor.getElementByKey(key);
  const frame = figure?.querySelector<HTMLElement>('.image-frame');
  if (figure == null || frame == null) return;
  down.preventDefault();
  const handle = down.currentTarget;
  handle.setPointerCapture(down.pointerId);
  const frameBox = frame.getBoundingClientRect();
  const isCentred = Math.abs(frameBox.left - figure.getBoundingClientRect().left) > 1;
  let percent = (frameBox.width / figure.clientWidth) * 100;
  const ended = new AbortController();
  const { signal } = ended;
  handle.addEventListener(
    'pointermove',
    (event) => {
      const moved = (event as globalThis.PointerEvent).clientX - down.clientX;
      const width = frameBox.width + moved * (isCentred ? 2 : 1);
      percent = Math.min(100, Math.max(leastWidth, (width / figure.clientWidth) * 100));
      frame.style.width = `${percent}%`;
    },
    { signal },
  );
  const end = () => {
    ended.abort();
    onDone(percent);
  };
  handle.addEventListener('pointerup', end, { signal });
  handle.addEventListener('pointercancel', end, { signal });
}
