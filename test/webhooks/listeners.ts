import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import type { TestContext } from 'node:test';

/** A real TCP listener that counts who comes, and plays whatever part the test wants. */
export interface Listener {
  readonly port: number;
  connects(): number;
  received(): string;
  openSockets(): number;
}

/** Listens on loopback until the test ends. `port` 0 takes a free one. */
export async function listen(
  t: TestContext,
  play: (socket: Socket, text: string) => void,
  host = '127.0.0.1',
  port = 0,
): Promise<Listener> {
  const sockets = new Set<Socket>();
  let connects = 0;
  let received = '';
  const server: Server = createServer((socket) => {
    connects++;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk: Buffer) => {
      received += chunk.toString('latin1');
      play(socket, chunk.toString('latin1'));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    port: (server.address() as AddressInfo).port,
    connects: () => connects,
    received: () => received,
    openSockets: () => sockets.size,
  };
}

/** A complete HTTP reply. */
export function reply(status: number, body: string | Buffer = '', headers: string[] = []): Buffer {
  const bytes = Buffer.from(body);
  const head = [`HTTP/1.1 ${status} X`, `content-length: ${bytes.length}`, ...headers].join('\r\n');
  return Buffer.concat([Buffer.from(`${head}\r\n\r\n`), bytes]);
}
