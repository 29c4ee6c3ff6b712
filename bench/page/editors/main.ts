// The process in which one editor gets the keys of one trace. It answers with figures only when the editor shows the
// paragraphs of the trace in the end.

import { once } from 'node:events';
import { $getRoot } from 'lexical';
import { applyUpdate, Doc, encodeStateAsUpdate } from 'yjs';
import type { Replay, ReplayFigures, ReplayOutcome } from '../replay.ts';
import { type OpenEditor, Typist } from '../typist.ts';

/** Below 2^31, as for every page of Quire. */
const clientID = 1_234_567_890;

async function play({ editor: name, trace }: Replay): Promise<ReplayFigures> {
  const { openEditor } = (await import(`./${name}.mjs`)) as { openEditor: OpenEditor };
  const { editor, doc } = openEditor(clientID, (error) => {
    throw error;
  });
  const typist = new Typist(editor);
  const before = process.cpuUsage();
  for (const edit of trace.edits) typist.press(edit);
  const { user, system } = process.cpuUsage(before);
  const lines = editor.read(() =>
    $getRoot()
      .getChildren()
      .map((node) => node.getTextContent()),
  );
  if (lines.join('\n') !== trace.lines.join('\n')) throw new Error('the editor shows other words than were typed');
  return { cpuPerKey: (user + system) / trace.edits.length, ...(doc !== null && { bytes: sizeOf(doc) }) };
}

/** The bytes of the document as others get it, without the deleted words that the undo manager keeps here. */
function sizeOf(doc: Doc): number {
  const received = new Doc();
  applyUpdate(received, encodeStateAsUpdate(doc));
  return encodeStateAsUpdate(received).length;
}

const [job] = (await once(process, 'message')) as [Replay];
const outcome: ReplayOutcome = await play(job).then(
  (figures) => ({ figures, failure: null }),
  ({ message }: Error) => ({ figures: null, failure: message }),
);
process.send!(outcome);
