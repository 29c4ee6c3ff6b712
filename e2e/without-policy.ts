// Loaded into the server's process before its own code: what it answers bears no policy (CSP). So a test can see that a
// page is safe by itself, in every browser, and not merely held back.
import { ServerResponse } from 'node:http';

type WriteHead = (this: ServerResponse, status: number, headers?: object) => ServerResponse;

const answers = ServerResponse.prototype as { writeHead: WriteHead };
const { writeHead } = answers;

answers.writeHead = function (status, headers = {}) {
  const others = Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'content-security-policy');
  return writeHead.call(this, status, Object.fromEntries(others));
};
