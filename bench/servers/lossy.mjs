// For the bench's own tests: a relay that loses a frame now and then, which the bench must notice.

import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';

const sockets = new Set();
const server = createServer();
let frames = 0;

new WebSocketServer({ server }).on('connection', (socket) => {
  sockets.add(socket);
  socket.on('message', (data) => {
    for (const other of sockets) if (other !== socket && ++frames % 20 !== 0) other.send(data);
  });
});

server.listen(Number(process.env.PORT), process.env.HOST, () => {
  console.log(`listening on http://${process.env.HOST}:${server.address().port}`);
});
