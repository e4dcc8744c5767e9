/** A fast endpoint in a process of its own: takes every webhook and tells how quickly so many of them arrived. */
import { createServer } from 'node:http';

let awaited = 0;
let arrived = 0;
let firstMs = 0;

const server = createServer((request, response) => {
  request.resume();
  request.on('end', () => {
    response.writeHead(200, { 'content-length': 2 }).end('ok');
    if (arrived === 0) firstMs = performance.now();
    arrived += 1;
    if (arrived === awaited)
      process.send?.(((awaited - 1) / (performance.now() - firstMs)) * 1_000);
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.(typeof address === 'object' ? address?.port : 0);
});

process.on('message', ({ count }: { count: number }) => {
  awaited = count;
  arrived = 0;
});
process.on('disconnect', () => process.exit(0));
