// What the doctor and the server agree on: where the doctor asks, and what it sends. The doctor finds out from outside
// what proxies do to the requests of a document, so it asks beside the documents.

/**
 * The path of all of the doctor's requests. A proxy treats it as that of a document, since it begins in the same way,
 * and no document has this name.
 */
export const doctorPath = '/collab/~doctor';

/** The size of the frame and of the body that the doctor sends: what a large document takes at once. */
export const doctorBytes = 16 * 1024 * 1024;

/**
 * The address that the doctor puts into X-Forwarded-For, as a client could that pretends to be another. Addresses after
 * it are of proxies. It belongs to nobody (RFC 5737).
 */
export const claimedAddress = '192.0.2.77';

/**
 * The events of the doctor's stream, as their data. The first names the stream. The second comes when the doctor has
 * said that the first is there, or when the server has waited for that long enough. So nobody takes a slow machine for
 * a proxy that holds streams back.
 */
export type StreamEvent = { readonly stream: string } | { readonly heard: boolean; readonly waited: number };
