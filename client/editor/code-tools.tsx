// The corner of a block of code: its language, chosen from a list that can be searched, and a button that copies the
// code. The corner is that of the block under the pointer, or else of the one with the caret.

import { Combobox } from '@base-ui/react/combobox';
import { $isCodeNode, type CodeNode } from '@lexical/code-core';
import { useLexicalComposerContext } from '@lexical/react/LexicalComposerContext';
import {
  $findMatchingParent,
  $getNearestNodeFromDOMNode,
  $getNodeByKey,
  $getSelection,
  $isRangeSelection,
  type LexicalEditor,
  type LexicalNode,
  mergeRegister,
  type NodeKey,
} from 'lexical';
import { Check, ChevronDown } from 'lucide-react';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';

import { texts } from '../texts/texts.ts';
import { languageOf, languages } from './code-colors/languages.ts';
import { CopyButton } from './copy-button.tsx';
import { onReflow } from './floating.ts';
import { returnFocus } from './return-focus.ts';
import './code-tools.css';

interface Corner {
  readonly key: NodeKey;
  readonly language: string;
  /** The place of the block's top right corner in the window. */
  readonly top: number;
  readonly right: number;
}

const $codeAround = (node: LexicalNode | null): CodeNode | null => node && $findMatchingParent(node, $isCodeNode);

function $cornerOf(editor: LexicalEditor, code: CodeNode | null): Corner | null {
  const element = code && editor.getElementByKey(code.getKey());
  if (element == null) return null;
  const { top, right } = element.getBoundingClientRect();
  return { key: code!.getKey(), language: code!.getLanguage() ?? '', top, right };
}

/** Calls `show` with the corner to show now, whenever it may be another one. */
function followCorner(
  editor: LexicalEditor,
  tools: { readonly current: HTMLElement | null },
  show: (corner: Corner | null) => void,
): () => void {
  let hovered: NodeKey | null = null;
  const update = () =>
    editor.read('latest', () => {
      const under = hovered === null ? null : $getNodeByKey(hovered);
      const selection = $getSelection();
      const atCaret = $isRangeSelection(selection) ? $codeAround(selection.focus.getNode()) : null;
      show($cornerOf(editor, $isCodeNode(under) ? under : atCaret));
    });
  const onPointer = ({ target }: Event) => {
    if (!(target instanceof Node) || tools.current?.contains(target)) return;
    const found = editor.read('latest', () => $codeAround($getNearestNodeFromDOMNode(target))?.getKey() ?? null);
    if (found === hovered) return;
    hovered = found;
    update();
  };
  document.addEventListener('pointerover', onPointer);
  return mergeRegister(onReflow(editor, update), () => document.removeEventListener('pointerover', onPointer));
}

/** Must stand in the positioned element that holds the text. */
export function CodeTools({ editable }: { editable: boolean }) {
  const [editor] = useLexicalComposerContext();
  const [corner, setCorner] = useState<Corner | null>(null);
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const isSame = (a: Corner | null, b: Corner | null) =>
      a?.key === b?.key && a?.language === b?.language && a?.top === b?.top && a?.right === b?.right;
    return followCorner(editor, element, (next) => setCorner((last) => (isSame(last, next) ? last : next)));
  }, [editor]);
  useLayoutEffect(() => {
    const tools = element.current;
    if (tools === null || corner === null) return;
    const sheet = (tools.offsetParent ?? document.body).getBoundingClientRect();
    const [x, y] = [corner.right - sheet.left - tools.offsetWidth - 6, corner.top - sheet.top + 6];
    tools.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`;
  }, [corner]);
  if (corner === null) return null;
  const copiedCode = () => editor.read('latest', () => $getNodeByKey(corner.key)?.getTextContent() ?? '');
  const setLanguage = (language: string) =>
    editor.update(() => {
      const code = $getNodeByKey(corner.key);
      if ($isCodeNode(code)) code.setLanguage(language === '' ? undefined : language);
    });
  return (
    <div className="code-tools" ref={element} role="group" aria-label={texts.codeBlock.tools}>
      {editable ? (
        <LanguageField said={corner.language} onChoose={setLanguage} />
      ) : (
        <span className="code-language">{nameOf(corner.language)}</span>
      )}
      <CopyButton className="code-copy" size={14} words={texts.codeBlock} text={copiedCode} />
    </div>
  );
}

const choices = ['', ...Object.keys(languages)];

/** A language that this page does not know has the name that the document says. */
function nameOf(said: string): string {
  if (said === '') return texts.codeBlock.plain;
  const id = languageOf(said);
  return id === null ? said.slice(0, 30) : languages[id]!.name;
}

function LanguageField({ said, onChoose }: { said: string; onChoose: (language: string) => void }) {
  const [editor] = useLexicalComposerContext();
  const value = said === '' ? '' : (languageOf(said) ?? said);
  return (
    <Combobox.Root
      items={choices}
      autoHighlight
      value={value}
      itemToStringLabel={nameOf}
      filter={(id, query) => matches(id, query.trim().toLowerCase())}
      onValueChange={(id) => id !== null && onChoose(id)}
    >
      <Combobox.Trigger className="code-language" aria-label={`${texts.codeBlock.language}: ${nameOf(said)}`}>
        {nameOf(said)}
        <ChevronDown aria-hidden size={13} strokeWidth={1.9} />
      </Combobox.Trigger>
      <Combobox.Portal>
        <Combobox.Positioner className="floating" align="end" sideOffset={4} collisionPadding={8}>
          <Combobox.Popup
            className="menu code-languages"
            aria-label={texts.codeBlock.language}
            finalFocus={returnFocus(editor)}
          >
            <Combobox.Input className="code-search" placeholder={texts.codeBlock.search} spellCheck={false} />
            <Combobox.Empty className="code-none">{texts.codeBlock.none}</Combobox.Empty>
            <Combobox.List className="code-list">
              {(id: string) => (
                <Combobox.Item key={id} value={id} className="code-choice">
                  {nameOf(id)}
                  <Combobox.ItemIndicator>
                    <Check aria-hidden size={14} />
                  </Combobox.ItemIndicator>
                </Combobox.Item>
              )}
            </Combobox.List>
          </Combobox.Popup>
        </Combobox.Positioner>
      </Combobox.Portal>
    </Combobox.Root>
  );
}

function matches(id: string, query: string): boolean {
  const words = [nameOf(id), id, ...(languages[id]?.aliases ?? [])];
  return words.some((word) => word.toLowerCase().startsWith(query)) || nameOf(id).toLowerCase().includes(query);
}
