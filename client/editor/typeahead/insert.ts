// Puts an object into the line at the caret.

import { $createTextNode, $getSelection, $isRangeSelection } from 'lexical';

import type { InlineObject } from '../../../protocol/format/body.ts';
import { saidObjects } from '../../../protocol/format/nodes.ts';

/** Inserts the object and a space, and puts the caret behind them. Call it inside an update. */
export function $insertObject(object: InlineObject): void {
  const selection = $getSelection();
  if (!$isRangeSelection(selection)) return;
  const node = new saidObjects[object['type'] as string]!().setSaid(object);
  const space = $createTextNode(' ');
  selection.insertNodes([node, space]);
  space.select(1, 1);
}
