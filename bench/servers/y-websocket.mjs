// @y/websocket-server with its LevelDB persistence, put together as its own server.js does it.

import { createServer } from 'node:http';
import { join } from 'node:path';
import { WebSocketServer } from 'ws';

process.env.YPERSISTENCE = join(process.env.DATA_DIR, 'leveldb'); // is read when the package is loaded
const { setupWSConnection } = await import('@y/websocket-server/utils');

const server = createServer();
new WebSocketServer({ server }).on('connection', (socket, request) => setupWSConnection(socket, request));

server.listen(Number(process.env.PORT), process.env.HOST, () => {
  console.log(`listening on http://${process.env.HOST}:${server.address().port}`);
});
