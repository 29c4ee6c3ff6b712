// How the proxies of the stories pass a request on. Method, headers and bodies stay as they are, and whoever hangs up
// on one side is gone on the other.
import { type IncomingMessage, request, type ServerResponse } from 'node:http';

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
  const onward = request(url, { method, headers }, async (response) => {
    if (!whole) {
      answer.writeHead(response.statusCode!, response.headers);
      return response.pipe(answer);
    }
    const chunks = await response.toArray().catch(failed);
    if (Array.isArray(chunks)) answer.writeHead(response.statusCode!, response.headers).end(Buffer.concat(chunks));
  });
  onward.on('error', failed);
  answer.on('close', () => onward.destroy());
  incoming.pipe(onward);
}
