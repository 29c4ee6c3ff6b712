// The frames of honest clients: every kind of message that a client sends, and every kind of edit that Yjs knows.
// Mutants are made of them.

import * as Y from 'yjs';
import {
  encodeAwareness,
  encodeSyncStep1,
  encodeSyncStep2,
  encodeToken,
  encodeUpdate,
  MessageType,
} from '../../../protocol/messages.ts';
import { bodyOf } from '../../../protocol/format/body.ts';
import type { Change } from '../../../protocol/format/changes.ts';
import { flatten, type Step } from '../../../protocol/format/flatten.ts';
import { isLiveMarker, startOf, writeChanges } from '../../../protocol/format/shared-text.ts';
import { Random } from '../random.ts';

/** The frames of two people who make `edits` edits in one document, in the order of sending. */
export function honestFrames(seed: number, edits: number): Uint8Array[] {
  const random = new Random(seed);
  const frames: Uint8Array[] = [new Uint8Array([MessageType.queryAwareness]), encodeToken('a token')];
  const docs = [101, 102].map((client) => {
    const doc = new Y.Doc();
    doc.clientID = client;
    doc.on(
      'update',
      (update: Uint8Array, origin: unknown) => void (origin === 'peer' || frames.push(encodeUpdate(update))),
    );
    return doc;
  });
  for (let i = 0; i < edits; i++) {
    const [doc, peer] = random.chance(0.5) ? [docs[0]!, docs[1]!] : [docs[1]!, docs[0]!];
    edit(doc, random);
    if (random.chance(0.5)) Y.applyUpdate(peer, Y.encodeStateAsUpdate(doc, Y.encodeStateVector(peer)), 'peer');
    if (random.chance(0.1)) frames.push(encodeSyncStep1(Y.encodeStateVector(doc)));
    if (random.chance(0.1)) frames.push(encodeSyncStep2(Y.encodeStateAsUpdate(doc)));
    if (random.chance(0.2)) frames.push(encodeAwareness([stateOf(doc, i)]));
  }
  for (const doc of docs) doc.destroy();
  return frames;
}

function stateOf({ clientID }: Y.Doc, clock: number) {
  return { clientID, clock, state: clock % 10 === 9 ? null : JSON.stringify({ user: { name: 'Ada' }, cursor: clock }) };
}

function edit(doc: Y.Doc, random: Random): void {
  const text = doc.getText('text');
  const at = random.below(text.length + 1);
  const array = doc.getArray('array');
  const map = doc.getMap('map');
  switch (random.below(20)) {
    case 0:
      return text.format(at, random.below(text.length - at + 1), { bold: random.chance(0.5) || null });
    case 1:
      return text.delete(at, random.below(text.length - at + 1));
    case 2:
      return text.insertEmbed(at, { image: 'x' });
    case 3:
      return void map.set(random.oneOf('abc'), [1, -2.5, null, { deep: [true, 'x'] }, new Uint8Array(3)]);
    case 4:
      return map.delete(random.oneOf('abc'));
    case 5:
      return array.insert(random.below(array.length + 1), [new Y.Map([['key', new Y.Text('inner')]]), 7]);
    case 6:
      return array.length > 0 ? array.delete(random.below(array.length)) : undefined;
    case 7:
      return array.insert(0, [new Y.Doc({ guid: 'sub' })]);
    case 8: {
      const element = new Y.XmlElement('p');
      element.setAttribute('class', 'x');
      element.insert(0, [new Y.XmlText('words')]);
      return doc.getXmlFragment('xml').insert(0, [element]);
    }
    case 9:
      return doc.getText('title').insert(0, 'Plan');
    case 10:
    case 11:
    case 12:
    case 13:
      return editBody(doc, random);
    default:
      return text.insert(at, random.oneOf(['a', 'word ', 'é🌍']));
  }
}

/** An edit of the body, as a page makes it: of words, or of a block. */
function editBody(doc: Y.Doc, random: Random): void {
  const body = bodyOf(doc);
  const marker = firstMarker(body);
  const edits: Change[][] = [
    [insertion({ type: 'run', insert: 'words', formats: random.chance(0.5) ? { bold: true } : {} })],
    [insertion({ type: 'marker', keys: random.chance(0.5) ? {} : { type: 'heading', level: 2 } })],
    [insertion({ type: 'marker', keys: { type: 'table' }, cells: { 'r:c': flatten([{ keys: {}, content: [] }]) } })],
    [insertion({ type: 'run', insert: { type: 'mention', of: 'Ada' }, formats: {} })],
  ];
  if (marker !== null) {
    edits.push([keep(marker), { type: 'keep', length: 1, keys: { type: 'listItem', level: null } }]);
    edits.push([keep(marker), { type: 'delete', length: 1 }]);
  }
  doc.transact((transaction) => writeChanges(transaction, body, startOf(body), random.oneOf(edits)));
}

const insertion = (step: Step): Change => ({ type: 'insert', step });
const keep = (length: number): Change => ({ type: 'keep', length });

/** The index of the first marker in the text; null when there is none. */
function firstMarker(body: Y.Text): number | null {
  let index = 0;
  for (let item = body._start; item !== null; item = item.right) {
    if (isLiveMarker(item)) return index;
    if (!item.deleted && item.countable) index += item.length;
  }
  return null;
}
