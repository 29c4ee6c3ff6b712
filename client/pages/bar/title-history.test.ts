import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import * as Y from 'yjs';

import type { DeltaStep } from '../../../protocol/format/text-diff.ts';
import { endOfChange } from './title-history.ts';

test('[UNDO1] a change ends behind what was inserted, and where something was deleted', () => {
  const ends: readonly (readonly [DeltaStep[], number])[] = [
    [[], 0],
    [[{ insert: 'abc' }], 3],
    [[{ retain: 2 }, { delete: 4 }], 2],
    [[{ retain: 2 }, { insert: '😀' }, { retain: 5 }], 4],
    [[{ insert: 'a' }, { retain: 3 }, { delete: 1 }, { insert: {} }], 5],
  ];
  for (const [delta, end] of ends) assert.equal(endOfChange(delta), end, JSON.stringify(delta));
});

test('[UNDO1] behind the end of a change, the text is as before', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.nat(), fc.nat(), fc.string(), (before, at, remove, insert) => {
      const text = new Y.Doc().getText('title');
      text.insert(0, before);
      let delta: DeltaStep[] = [];
      text.observe((event) => (delta = event.delta));
      const index = at % before.length;
      text.doc!.transact(() => {
        text.delete(index, Math.min(remove, before.length - index));
        text.insert(index, insert);
      });
      assert.ok(before.endsWith(text.toString().slice(endOfChange(delta))));
    }),
  );
});
