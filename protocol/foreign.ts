// Frames of clients for other Yjs servers, which people point at Quire by mistake. They are recognised only to say so:
// a frame of Quire's own protocol never comes here.

import * as decoding from 'lib0/decoding';

/** The types of messages of @hocuspocus/provider that are looked for. */
const hocuspocus = { sync: 0, awareness: 1, auth: 2 } as const;

/** The type of a message by which @y-sweet/client asks how much the server has. No other client sends that type. */
const ySweetStatus = 102;

/** The client that sends frames such as `frame`, which is malformed for Quire; null when it is not known. */
export function foreignClientOf(frame: Uint8Array): string | null {
  if (isWhole(frame, readHocuspocus)) return 'HocuspocusProvider';
  if (isWhole(frame, readYSweetStatus)) return '@y-sweet/client';
  return null;
}

/** Whether `read` takes the whole of `frame` for what it knows. lib0 does not check lengths against a frame's end. */
function isWhole(frame: Uint8Array, read: (decoder: decoding.Decoder) => boolean): boolean {
  const decoder = decoding.createDecoder(frame);
  try {
    return read(decoder) && decoder.pos === frame.length;
  } catch {
    return false; // cut off, or not UTF-8
  }
}

/** Each frame begins with the name of its document. */
function readHocuspocus(decoder: decoding.Decoder): boolean {
  if (decoding.readVarString(decoder) === '') return false;
  const type = decoding.readVarUint(decoder);
  if (type === hocuspocus.awareness) return readBytes(decoder);
  if (type === hocuspocus.sync) return decoding.readVarUint(decoder) <= 2 && readBytes(decoder);
  if (type !== hocuspocus.auth || decoding.readVarUint(decoder) !== 0) return false;
  decoding.readVarString(decoder); // the token
  if (decoding.hasContent(decoder)) decoding.readVarString(decoder); // the version, from 4.0 on
  return true;
}

const readYSweetStatus = (decoder: decoding.Decoder): boolean =>
  decoding.readVarUint(decoder) === ySweetStatus && readBytes(decoder);

function readBytes(decoder: decoding.Decoder): boolean {
  decoding.readVarUint8Array(decoder);
  return true;
}
