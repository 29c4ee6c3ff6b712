// For the bench's own tests: a relay that drops frames of a slow reader, which the bench must notice.

import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';

const sockets = new Set();
const server = createServer();

new WebSocketServer({ server }).on('connection', (socket) => {
  sockets.add(socket);
  socket.on('message', (data) => {
    for (const other of sockets) if (other !== socket && other.bufferedAmount < 1024 ** 2) other.send(data);
  });
});

server.listen(Number(process.env.PORT), process.env.HOST, () => {
  console.log(`listening on http://${process.env.HOST}:${server.address().port}`);
});
