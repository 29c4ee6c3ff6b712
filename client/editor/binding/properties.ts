// What may be said about a node: only what this editor could have set itself. Peers write what they like into a
// document, and a page can be made to paste anything; a heading that is a `script`, or a text whose style covers the
// page, must not get as far as being rendered. What is not allowed counts as not said. A new property needs a rule
// here.

import type { BindingV2, ExcludedProperties } from '@lexical/yjs';
import {
  $isRootNode,
  isCurrentlyReadOnlyMode,
  type Klass,
  type LexicalEditor,
  type LexicalNode,
  mergeRegister,
} from 'lexical';

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

const deepestIndent = 8;
const allTextFormats = 0x7ff;

/** By the property's name, or by node type and name where types differ. The value of a new node is always allowed. */
const rules: Readonly<Record<string, Rule>> = {
  'heading.__tag': oneOf('h1', 'h2', 'h3', 'h4', 'h5', 'h6'),
  'list.__tag': oneOf('ul', 'ol'),
  __checked: flag,
  __detail: never,
  __dir: oneOf('ltr', 'rtl', 'auto'),
  __format: whole(0, allTextFormats),
  __highlightType: never,
  __indent: whole(0, deepestIndent),
  __isSyntaxHighlightSupported: never,
  __isUnlinked: flag,
  __language: text,
  __listType: oneOf('bullet', 'number', 'check'),
  __mode: never,
  __rel: never,
  __start: whole(-(2 ** 31), 2 ** 31 - 1),
  __style: never,
  __target: never,
  __textFormat: whole(0, allTextFormats),
  __textStyle: never,
  __theme: never,
  __title: text,
  __url: text,
  __value: whole(-(2 ** 31), 2 ** 31 - 1),
};

/** The rule for a property of nodes of this type, if there is one. */
export function ruleFor(type: string, name: string): Rule | undefined {
  return rules[`${type}.${name}`] ?? rules[name];
}

/** What is said about a property of a node of this type, or its `usual` value where that may not be said. */
export function allowed(type: string, name: string, said: unknown, usual: unknown): unknown {
  return said !== undefined && ruleFor(type, name)?.(said) ? said : usual;
}

/** Takes from the node what may not be said about it. Call it inside an update. */
export function $correct(node: LexicalNode): void {
  const properties = node as unknown as Record<string, unknown>;
  for (const [name, usual] of Object.entries($usual(node))) {
    const value = allowed(node.getType(), name, properties[name], usual);
    if (properties[name] !== value) (node.getWritable() as unknown as typeof properties)[name] = value;
  }
}

/**
 * Looks at each node that is made from the document of `binding` before it gets its place: corrects it, and refuses a
 * root that is not the root, which would make a circle of the editor's tree.
 */
export function checkNodes({ mapping, root }: BindingV2): void {
  const set = mapping.set.bind(mapping);
  mapping.set = (shared, made) => {
    for (const node of isCurrentlyReadOnlyMode() ? [] : [made].flat()) {
      if ($isRootNode(node) && shared !== root) throw new Error('There is a root within the text.');
      $correct(node);
    }
    set(shared, made);
  };
}

/** Corrects what comes by paste and by keys before it is rendered or written. */
export function registerProperties(editor: LexicalEditor): () => void {
  return mergeRegister(...classesOf(editor).map((klass) => editor.registerNodeTransform(klass, $correct)));
}

/** What @lexical/yjs would take for properties though it makes a node into something else. */
export function notProperties(editor: LexicalEditor): ExcludedProperties {
  const names = new Set(['__proto__', '__type']);
  return new Map(classesOf(editor).map((klass) => [klass, names]));
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
