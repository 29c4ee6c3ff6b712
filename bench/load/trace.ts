// A document as people leave it: a few hundred sittings of typing, with corrections and jumps, drawn from a seed.

import * as prng from 'lib0/prng';
import * as Y from 'yjs';
import { root } from './edits.ts';

/** Characters typed and characters deleted, together. */
const operations = 250_000;
/** The operations after which another Yjs client goes on: another person, or the same one after a reload. */
const sitting = 1_000;

const letters = 'etaoin shrdlu cmfwyp vbgkjq xz ';

/** The whole document as one update. */
export function writeTrace(seed: number): Uint8Array {
  const random = prng.create(seed);
  const below = (end: number) => Math.floor(prng.real53(random) * end);
  const doc = new Y.Doc();
  const text = doc.getText(root);
  let caret = 0;
  for (let done = 0; done < operations;) {
    const until = Math.min(operations, done + sitting);
    doc.clientID = 1_000_000_000 + below(3_000_000_000);
    doc.transact(() => {
      while (done < until) {
        if (prng.real53(random) < 0.3) caret = below(text.length + 1);
        if (prng.real53(random) < 0.2 && caret > 0) {
          const length = Math.min(caret, 1 + below(4), until - done);
          caret -= length;
          text.delete(caret, length);
          done += length;
        } else {
          const typed = Array.from(
            { length: Math.min(1 + below(8), until - done) },
            () => letters[below(letters.length)]!,
          );
          text.insert(caret, typed.join(''));
          caret += typed.length;
          done += typed.length;
        }
      }
    });
  }
  const update = Y.encodeStateAsUpdate(doc);
  doc.destroy();
  return update;
}
