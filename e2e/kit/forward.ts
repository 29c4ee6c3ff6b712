// How the proxies of the stories pass a request on. Method, headers and bodies stay as they are, and whoever hangs up
// on one side is gone on the other.
import { type IncomingMessage, request, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';

export interface Changes {
  /** The headers to send in place of those that came. */
  headers?: IncomingMessage['headers'];
  /** Whether the answer is passed back only once all of it has come. */
  whole?: boolean;
}

/** Passes `incoming` on to `url`, and the answer back. */
export function forward(incoming: IncomingMessage, answer: ServerResponse, url: string, changes: Changes = {}): void {
  const { method } = incoming;
  const { headers = incoming.headers, whole = false } = changes;
  const failed = () => (answer.headersSent ? answer.destroy() : answer.writeHead(502).end());
  const onward = request(url, { method, headers }, (response) => {
    const begin = () => answer.writeHead(response.statusCode!, response.headers);
    if (whole) response.toArray().then((chunks) => begin().end(Buffer.concat(chunks)), failed);
    else pipeline(response, begin(), () => {}); // ends the answer when the response breaks
  });
  onward.on('error', failed);
  answer.on('close', () => onward.destroy());
  incoming.pipe(onward);
}
