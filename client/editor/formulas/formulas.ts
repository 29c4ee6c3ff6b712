// Formulas in the text: inserted by a command or by `$`, drawn by KaTeX once a document shows one, and opened for
// editing by a click or by Enter. Arrows and Backspace take a formula as one thing.

import type { ElementTransformer } from '@lexical/markdown';
import { $insertNodeToNearestRoot } from '@lexical/utils';
import {
  $createNodeSelection,
  $getNearestNodeFromDOMNode,
  $getNodeByKey,
  $getSelection,
  $isNodeSelection,
  $isRangeSelection,
  $setSelection,
  CLICK_COMMAND,
  COMMAND_PRIORITY_EDITOR,
  COMMAND_PRIORITY_LOW,
  createCommand,
  type EditorState,
  KEY_ENTER_COMMAND,
  type LexicalCommand,
  type LexicalEditor,
  mergeRegister,
  type NodeKey,
  type NodeMutation,
} from 'lexical';

import { $isFormula, FormulaBlockNode, FormulaObjectNode } from '../../../protocol/format/formula.ts';
import { truncate } from '../../../protocol/format/graphemes.ts';
import { longestFormula } from '../../../protocol/format/schema.ts';
import { $codeOf } from '../code.ts';
import { INSERT_FORMULA_COMMAND } from '../commands.ts';

/** Opens the editor of the formula that a node shows. */
export const EDIT_FORMULA_COMMAND: LexicalCommand<NodeKey> = createCommand('EDIT_FORMULA_COMMAND');

/** Inserts a formula at the selection, which becomes its source. Gives the new node; null where there can be none. */
export function $insertFormula(kind: 'inline' | 'block', source?: string): NodeKey | null {
  const selection = $getSelection();
  if ($isRangeSelection(selection) && $codeOf(selection) !== null) return null;
  const formula = truncate(source ?? ($isRangeSelection(selection) ? selection.getTextContent() : ''), longestFormula);
  if ($isRangeSelection(selection) && !selection.isCollapsed()) selection.removeText();
  const node = new (kind === 'block' ? FormulaBlockNode : FormulaObjectNode)().setFormula(formula.trim());
  if (kind === 'block') return $insertNodeToNearestRoot(node).getKey();
  if (!$isRangeSelection(selection)) return null;
  selection.insertNodes([node]);
  return node.getKey();
}

/** `$$` and a space, or Enter, at the start of a line. */
export function formulaShortcut(editor: LexicalEditor): ElementTransformer {
  return {
    dependencies: [FormulaBlockNode],
    export: () => null,
    regExp: /^\$\$(?:\s|$)/,
    replace: (parent, rest) => {
      if (rest.length > 0) return false;
      const node = new FormulaBlockNode().setFormula('');
      parent.insertBefore(node);
      editor.dispatchCommand(EDIT_FORMULA_COMMAND, node.getKey());
      return undefined;
    },
    triggerOnEnter: true,
    type: 'element',
  };
}

/** The keys of the selected formulas. */
function selectedIn(editorState: EditorState): NodeKey[] {
  return editorState.read(() => {
    const selection = $getSelection();
    return $isNodeSelection(selection)
      ? selection
          .getNodes()
          .filter($isFormula)
          .map((node) => node.getKey())
      : [];
  });
}

/** Shows which formulas are selected. */
function registerSelected(editor: LexicalEditor): () => void {
  let shown: NodeKey[] = [];
  return editor.registerUpdateListener(({ editorState }) => {
    const selected = selectedIn(editorState);
    if (selected.length === 0 && shown.length === 0) return;
    for (const key of [...shown, ...selected]) {
      editor.getElementByKey(key)?.classList.toggle('formula-selected', selected.includes(key));
    }
    shown = selected;
  });
}

/** Draws formulas as they come and change. A page that cannot fetch the code for that shows their sources. */
function drawFormulas(editor: LexicalEditor): (mutations: ReadonlyMap<NodeKey, NodeMutation>) => void {
  return (mutations) => {
    const keys = [...mutations].filter(([, change]) => change !== 'destroyed').map(([key]) => key);
    if (keys.length === 0) return;
    void import('./draw.ts').then(
      ({ drawFormula }) =>
        editor.read('latest', () => {
          for (const key of keys) {
            const [node, element] = [$getNodeByKey(key), editor.getElementByKey(key)];
            if ($isFormula(node) && element !== null) drawFormula(element, node.getFormula(), !node.isInline());
          }
        }),
      () => {},
    );
  };
}

function $open(editor: LexicalEditor, key: NodeKey): boolean {
  const selection = $createNodeSelection();
  selection.add(key);
  $setSelection(selection);
  if (editor.isEditable()) editor.dispatchCommand(EDIT_FORMULA_COMMAND, key);
  return true;
}

export function registerFormulas(editor: LexicalEditor): () => void {
  const draw = drawFormulas(editor);
  return mergeRegister(
    registerSelected(editor),
    editor.registerMutationListener(FormulaBlockNode, draw),
    editor.registerMutationListener(FormulaObjectNode, draw),
    editor.registerCommand(
      INSERT_FORMULA_COMMAND,
      (kind) => {
        const key = $insertFormula(kind);
        return key !== null && editor.dispatchCommand(EDIT_FORMULA_COMMAND, key);
      },
      COMMAND_PRIORITY_EDITOR,
    ),
    editor.registerCommand(
      CLICK_COMMAND,
      (event) => {
        const node = event.target instanceof Node ? $getNearestNodeFromDOMNode(event.target) : null;
        return $isFormula(node) && $open(editor, node.getKey());
      },
      COMMAND_PRIORITY_LOW,
    ),
    editor.registerCommand(
      KEY_ENTER_COMMAND,
      (event) => {
        const selection = $getSelection();
        const [node, other] = $isNodeSelection(selection) ? selection.getNodes() : [];
        if (!$isFormula(node) || other !== undefined) return false;
        event?.preventDefault();
        return $open(editor, node.getKey());
      },
      COMMAND_PRIORITY_LOW,
    ),
  );
}
