// The example's page: a textarea bound to a Y.Text, which connects again whenever its connection ends.
import * as Y from 'yjs';

const area = document.querySelector('textarea')!;
const doc = new Y.Doc();
const text = doc.getText();

/** Writes the changes of the textarea into the shared text. Characters are compared, not their halves. */
area.addEventListener('input', () => {
  const [before, after] = [Array.from(text.toString()), Array.from(area.value)];
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let end = 0;
  while (end < shorter - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  const index = before.slice(0, start).join('').length;
  doc.transact(() => {
    text.delete(index, before.slice(start, before.length - end).join('').length);
    text.insert(index, after.slice(start, after.length - end).join(''));
  });
});

/** Shows the shared text, with the caret after the same letters as before. */
text.observe(({ delta, transaction }) => {
  if (transaction.local) return;
  let caret = area.selectionStart;
  let at = 0;
  for (const { retain = 0, insert = '', delete: gone = 0 } of delta) {
    const { length } = insert as string;
    at += retain;
    if (at < caret) caret += length - Math.min(gone, caret - at);
    at += length;
  }
  area.value = text.toString();
  area.setSelectionRange(caret, caret);
});

function connect(): void {
  const socket = new WebSocket(`ws://${location.host}`);
  const send = (update: Uint8Array) => socket.send(btoa(String.fromCharCode(...update)));
  const sendLocal = (update: Uint8Array, origin: unknown) => {
    if (origin !== 'server') send(update);
  };
  socket.addEventListener('message', ({ data }) => {
    if (data !== '') {
      return Y.applyUpdate(
        doc,
        Uint8Array.from(atob(data), (byte) => byte.charCodeAt(0)),
        'server',
      );
    }
    area.disabled = false;
    send(Y.encodeStateAsUpdate(doc));
    doc.on('update', sendLocal);
  });
  socket.addEventListener('close', () => {
    doc.off('update', sendLocal);
    setTimeout(connect, 200);
  });
}
connect();
