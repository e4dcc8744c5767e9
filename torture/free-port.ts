import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import type { Random } from './random.ts';

/** Below the ports that systems give to outgoing connections: one of those could take it while its owner is down. */
const lowest = 20_000;
const highest = 29_999;

const anyPort: Pick<Random, 'between'> = { between: (from, to) => randomInt(from, to + 1) };

/** A loopback port that nobody listens on now; a process that is killed and started again keeps it. */
export async function freePort(random = anyPort): Promise<number> {
  for (;;) {
    const port = random.between(lowest, highest);
    if (await isFree(port)) return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
