// The card in which a person writes a formula: its source, with a preview below. Enter, or leaving the card, keeps what
// was written; Escape leaves the formula as it was. An empty formula goes away.

import { useLexicalComposerContext } from '@lexical/react/LexicalComposerContext';
import {
  $getNodeByKey,
  $isElementNode,
  $onUpdate,
  COMMAND_PRIORITY_LOW,
  type LexicalEditor,
  type NodeKey,
} from 'lexical';
import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';

import { $isFormula } from '../../../protocol/format/formula.ts';
import { longestFormula } from '../../../protocol/format/schema.ts';
import { texts } from '../../texts/texts.ts';
import { placeBelow } from '../floating.ts';
import { $insertFormula, EDIT_FORMULA_COMMAND } from './formulas.ts';
import './formula-editor.css';

interface Opened {
  readonly key: NodeKey;
  readonly kind: 'inline' | 'block';
  readonly formula: string;
}

/** Must stand in the positioned element that holds the text. */
export function FormulaEditor() {
  const [editor] = useLexicalComposerContext();
  const [opened, setOpened] = useState<Opened | null>(null);
  useEffect(
    () =>
      editor.registerCommand(
        EDIT_FORMULA_COMMAND,
        (key) => {
          const node = $getNodeByKey(key);
          if (!$isFormula(node)) return false;
          const [kind, formula] = [node.isInline() ? 'inline' : 'block', node.getFormula()] as const;
          // At the end of the update, Lexical puts the focus back into the text.
          $onUpdate(() => setOpened({ key, kind, formula }));
          return true;
        },
        COMMAND_PRIORITY_LOW,
      ),
    [editor],
  );
  if (opened === null) return null;
  const close = (formula: string, isLeft: boolean) => {
    setOpened(null);
    editor.update(() => $keep(opened, formula.trim(), isLeft));
    if (!isLeft) editor.focus();
  };
  return <Card key={opened.key} editor={editor} opened={opened} onClose={close} />;
}

/** Writes the formula. One that another person took away meanwhile comes back, with what was written. */
function $keep({ key, kind, formula: before }: Opened, formula: string, isLeft: boolean): void {
  const found = $getNodeByKey(key);
  const node = $isFormula(found) && found.isAttached() ? found : null;
  if (node === null) {
    if (formula !== before && formula !== '') $insertFormula(kind, formula);
    return;
  }
  if (!isLeft) $selectBehind(node);
  if (formula === '') node.remove();
  else if (formula !== before) node.setFormula(formula);
}

function $selectBehind(node: NonNullable<ReturnType<typeof $getNodeByKey>>): void {
  const next = node.getNextSibling();
  if (!node.isInline() && $isElementNode(next)) next.selectStart();
  else node.selectNext(0, 0);
}

interface CardProps {
  editor: LexicalEditor;
  opened: Opened;
  onClose: (formula: string, isLeft: boolean) => void;
}

function Card({ editor, opened, onClose }: CardProps) {
  const [formula, setFormula] = useState(opened.formula);
  const [problem, setProblem] = useState<string | null>(null);
  const card = useRef<HTMLDivElement>(null);
  const preview = useRef<HTMLDivElement>(null);
  const closed = useRef(false);
  const close = (kept: string, isLeft: boolean) => {
    if (closed.current) return; // the focus leaves the card once more as it closes
    closed.current = true;
    onClose(kept, isLeft);
  };
  useLayoutEffect(() => {
    const element = editor.getElementByKey(opened.key);
    if (element !== null) placeBelow(card.current!, element.getBoundingClientRect());
  }, [editor, opened, formula]);
  useEffect(() => {
    let isCurrent = true;
    import('./draw.ts').then(
      ({ drawFormula }) => isCurrent && setProblem(drawFormula(preview.current!, formula, opened.kind === 'block')),
      () => {}, // without a preview, the source can be written all the same
    );
    return () => {
      isCurrent = false;
    };
  }, [formula, opened]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || (event.key !== 'Enter' && event.key !== 'Escape') || event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation();
    close(event.key === 'Enter' ? formula : opened.formula, false);
  };
  return (
    <div
      className="formula-card"
      ref={card}
      role="dialog"
      aria-label={texts.formula.dialog}
      onBlur={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget)) close(formula, true);
      }}
    >
      <textarea
        autoFocus
        aria-label={texts.formula.source}
        aria-invalid={problem !== null}
        aria-describedby="formula-problem"
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        maxLength={longestFormula}
        placeholder={texts.formula.placeholder}
        rows={Math.min(6, formula.split('\n').length + Math.floor(formula.length / 40))}
        value={formula}
        onChange={(event) => setFormula(event.target.value)}
        onFocus={({ target }) => target.setSelectionRange(target.value.length, target.value.length)}
        onKeyDown={onKeyDown}
      />
      <div className="formula-preview" ref={preview} />
      <p className="formula-problem" id="formula-problem" role="status">
        {problem}
      </p>
    </div>
  );
}
