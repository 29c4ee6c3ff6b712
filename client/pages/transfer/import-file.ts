// A file becomes a new document. It is read before anything is created, and counts as imported only when the server has
// saved all of it. What fails afterwards leaves no empty document behind, as far as the server can be reached.

import { documentFromFile } from '../../../protocol/format/from-file.ts';
import { newDocument } from '../../../protocol/format/new-document.ts';
import { localCopies } from '../../device/local-copies.ts';
import { saveInto } from '../../sdk/rescue.ts';
import { texts } from '../../texts/texts.ts';
import { rescueProblem } from '../../ui/problem-text.ts';
import { keyring, profiles, storage } from '../device.ts';
import { createDocument, deleteDocument } from '../documents/documents-api.ts';
import { scope, server } from '../server.ts';
import type { Imported } from './import-queue.ts';

/** The megabytes of one file: a book has one, and a Word document with images some more. */
export const mostMegabytes = 20;

/** Rejects with an Error whose message can be shown to a person. */
export async function importFile(file: File): Promise<Imported> {
  const { problems } = texts.transfer;
  if (file.size > mostMegabytes * 1_000_000) throw new Error(problems.tooLong(mostMegabytes));
  const bytes = new Uint8Array(await file.arrayBuffer());
  const read = await documentFromFile(file.name, bytes);
  if (read.type === 'rejected') throw new Error(problems[read.problem]);
  const document = await createDocument();
  try {
    const options = { keys: keyring, profiles, copies: localCopies(storage, scope), server };
    const saved = await saveInto(document, { doc: newDocument(read), options });
    if (saved.type !== 'saved') throw new Error(rescueProblem(saved));
  } catch (error) {
    await deleteDocument(document, keyring.account).catch(() => {});
    throw error;
  }
  return { document, title: read.title };
}
