// What may be said about a node: only what this editor could have set itself. A page can be made to paste anything; a
// heading that is a `script`, or a text whose style covers the page, must not get as far as being rendered. What is not
// allowed counts as not said. For what peers write into a document, protocol/format/schema.ts says the same.

import { type Klass, type LexicalEditor, type LexicalNode, mergeRegister } from 'lexical';

import { isContainer } from '../../protocol/format/container-paths.ts';
import { deepestIndent, mostColumns, mostRows, narrowestColumn, widestColumn } from '../../protocol/format/schema.ts';
import { isColors } from './color-styles.ts';

type Rule = (value: unknown) => boolean;

const oneOf =
  (...values: unknown[]): Rule =>
  (value) =>
    values.includes(value);
const whole =
  (from: number, to: number): Rule =>
  (value) =>
    Number.isInteger(value) && from <= (value as number) && (value as number) <= to;
const text: Rule = (value) => typeof value === 'string';
const flag: Rule = (value) => typeof value === 'boolean';
/** For what nobody sets here: it is always as it is in a new node. */
const never: Rule = () => false;

/** The widths of columns in pixels; 0 for one that has none. */
const areWidths: Rule = (value) =>
  Array.isArray(value) &&
  value.length <= mostColumns &&
  value.every((width) => width === 0 || (narrowestColumn <= width && width <= widestColumn));

const allTextFormats = 0x7ff;

/** By the property's name, or by node type and name where types differ. The value of a new node is always allowed. */
const rules: Readonly<Record<string, Rule>> = {
  'tablecell.__backgroundColor': never,
  'tablecell.__colSpan': whole(1, mostColumns),
  'tablecell.__headerState': whole(0, 3),
  'tablecell.__rowSpan': whole(1, mostRows),
  'tablecell.__verticalAlign': never,
  'tablecell.__width': never,
  'tablerow.__height': never,
  'heading.__tag': oneOf('h1', 'h2', 'h3', 'h4', 'h5', 'h6'),
  'list.__tag': oneOf('ul', 'ol'),
  'code-highlight.__style': isColors,
  'tab.__style': isColors,
  'text.__style': isColors,
  'container.__container': isContainer,
  'container.__dir': never,
  'container.__format': never,
  'container.__indent': never,
  __checked: flag,
  __colWidths: areWidths,
  __detail: never,
  __dir: oneOf('ltr', 'rtl', 'auto'),
  __format: whole(0, allTextFormats),
  __frozenColumnCount: never,
  __frozenRowCount: never,
  __highlightType: never,
  __indent: whole(0, deepestIndent),
  __isSyntaxHighlightSupported: never,
  __isUnlinked: flag,
  __language: text,
  __listType: oneOf('bullet', 'number', 'check'),
  __mode: never,
  __rel: never,
  __rowStriping: never,
  __start: whole(-(2 ** 31), 2 ** 31 - 1),
  __style: never,
  __target: never,
  __textFormat: whole(0, allTextFormats),
  __textStyle: isColors,
  __theme: never,
  __title: never,
  __url: text,
  __value: whole(-(2 ** 31), 2 ** 31 - 1),
};

/** The rule for a property of nodes of this type, if there is one. */
function ruleFor(type: string, name: string): Rule | undefined {
  return rules[`${type}.${name}`] ?? rules[name];
}

/** What is said about a property of a node of this type, or its `usual` value where that may not be said. */
function allowed(type: string, name: string, said: unknown, usual: unknown): unknown {
  return said !== undefined && ruleFor(type, name)?.(said) ? said : usual;
}

/** Takes from the node what may not be said about it. Call it inside an update. */
function $correct(node: LexicalNode): void {
  const properties = node as unknown as Record<string, unknown>;
  for (const [name, usual] of Object.entries($usual(node))) {
    const value = allowed(node.getType(), name, properties[name], usual);
    if (properties[name] !== value) (node.getWritable() as unknown as typeof properties)[name] = value;
  }
}

/** Corrects what comes by paste and by keys before it is rendered or written. */
export function registerProperties(editor: LexicalEditor): () => void {
  return mergeRegister(...classesOf(editor).map((klass) => editor.registerNodeTransform(klass, $correct)));
}

function classesOf(editor: LexicalEditor): Klass<LexicalNode>[] {
  return [...editor._nodes.values()].map(({ klass }) => klass);
}

const usualByClass = new Map<unknown, Readonly<Record<string, unknown>>>();

/** The properties that there are rules for, as a new node of the same class has them. */
function $usual(node: LexicalNode): Readonly<Record<string, unknown>> {
  const klass = node.constructor as new () => LexicalNode;
  let usual = usualByClass.get(klass);
  if (usual === undefined) {
    usual = Object.fromEntries(
      Object.entries(new klass()).filter(([name]) => ruleFor(node.getType(), name) !== undefined),
    );
    usualByClass.set(klass, usual);
  }
  return usual;
}
