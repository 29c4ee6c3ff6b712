// A document as JSON, with nothing left out:
//
//     { "quire": 1, "title": "Plan", "blocks": [
//       { "keys": { "type": "heading", "level": 2 }, "content": [{ "insert": "Buy" }] },
//       { "content": [{ "insert": "bread", "formats": { "bold": true } }, { "insert": { "type": "mention" } }] }
//     ] }
//
// Keys, formats and objects are those of the form (PROTOCOL.md). A table has `cells`, by `row:column`, each an array of
// blocks. Words without a marker have `"keys": null`.

import { type Block, type Formats, type Json, type Keys, mapCells, type Run } from './body.ts';

export interface DocumentContent {
  readonly title: string;
  readonly blocks: readonly Block[];
}

/** The document, or a sentence that says where the JSON has another form. */
export type FromJson =
  | ({ readonly type: 'document' } & DocumentContent)
  | { readonly type: 'invalid'; readonly reason: string };

export function jsonOf({ title, blocks }: DocumentContent): string {
  return `${JSON.stringify({ quire: 1, title, blocks: blocks.map(blockJson) }, null, 2)}\n`;
}

function blockJson({ keys, content, cells }: Block): object {
  return {
    ...((keys === null || Object.keys(keys).length > 0) && { keys }),
    content: content.map(({ insert, formats }) =>
      Object.keys(formats).length === 0 ? { insert } : { insert, formats },
    ),
    ...(cells && { cells: mapCells(cells, (body) => body.map(blockJson)) }),
  };
}

/** Values nest no deeper in what this editor writes. Tables in tables do, for others. */
const deepestValue = 8;
const deepestTable = 4;

/** Reads what `jsonOf` wrote. */
export function fromJson(json: string): FromJson {
  try {
    const value: unknown = JSON.parse(json);
    const { quire, title = '', blocks } = record(value, 'the document');
    if (quire !== 1) throw new Mismatch('"quire" must be 1');
    if (typeof title !== 'string') throw new Mismatch('"title" must be a text');
    return {
      type: 'document',
      title,
      blocks: list(blocks, '"blocks"').map((block, i) => readBlock(block, `block ${i + 1}`, 0)),
    };
  } catch (error) {
    if (error instanceof Mismatch) return { type: 'invalid', reason: `${error.message}.` };
    if (error instanceof SyntaxError) return { type: 'invalid', reason: 'it is not JSON.' };
    throw error;
  }
}

class Mismatch extends Error {}

function readBlock(value: unknown, where: string, depth: number): Block {
  const { keys = {}, content = [], cells } = record(value, where);
  const block = {
    keys: keys === null ? null : values(keys, `the keys of ${where}`),
    content: list(content, `the content of ${where}`).map((run) => readRun(run, where)),
  };
  if (cells === undefined) return block;
  if (depth === deepestTable) throw new Mismatch(`${where} is a table in too many others`);
  const entries = Object.entries(record(cells, `the cells of ${where}`)).map(([place, body]) => [
    place,
    list(body, `a cell of ${where}`).map((inner) => readBlock(inner, where, depth + 1)),
  ]);
  return { ...block, cells: Object.fromEntries(entries) as Block['cells'] & object };
}

function readRun(value: unknown, where: string): Run {
  const { insert, formats = {} } = record(value, `the content of ${where}`);
  if (insert === '') throw new Mismatch(`${where} has an empty "insert"`);
  return {
    insert: typeof insert === 'string' ? insert : values(insert, `an object in ${where}`),
    formats: values(formats, `the formats in ${where}`),
  };
}

function values(value: unknown, where: string): Keys & Formats {
  const found = record(value, where);
  if (Object.values(found).some((item) => isDeeper(item, deepestValue))) throw new Mismatch(`${where} nest too deeply`);
  return found as Record<string, Json>;
}

function isDeeper(value: unknown, than: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return than === 0 || Object.values(value).some((item) => isDeeper(item, than - 1));
}

function record(value: unknown, where: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new Mismatch(`${where} must be an object`);
}

function list(value: unknown, where: string): unknown[] {
  if (Array.isArray(value)) return value as unknown[];
  throw new Mismatch(`${where} must be an array`);
}
