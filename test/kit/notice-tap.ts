/**
 * A wire between client and PostgreSQL that passes every byte on and keeps the notices the server
 * sends. It lets a test see the executed plans of code that does not know it is being watched.
 */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';
import pg from 'pg';

export interface NoticeTap {
  /** Where the watched code connects. */
  readonly url: string;
  /** The message text of each notice, in the order of arrival. */
  readonly notices: readonly string[];
  stop(): Promise<void>;
}

export async function startNoticeTap(url: string): Promise<NoticeTap> {
  const { host, port, user, password, database } = new pg.Client({ connectionString: url });
  const notices: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.pipe(other);
      socket.on('error', () => other.destroy());
      socket.on('close', () => sockets.delete(socket));
    }
    far.on('data', noticeReader(notices));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const login = [user, password].map((part) => encodeURIComponent(part ?? '')).join(':');
  const { port: tapPort } = server.address() as AddressInfo;
  return {
    url: `postgres://${login}@127.0.0.1:${tapPort}/${encodeURIComponent(database ?? '')}`,
    notices,
    stop: async () => {
      sockets.forEach((socket) => socket.destroy());
      server.close();
      await once(server, 'close');
    },
  };
}

/** Cuts the server's bytes into messages: a type byte, four bytes of length, the body. */
function noticeReader(notices: string[]): (chunk: Buffer) => void {
  let rest = Buffer.alloc(0);
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= 5) {
      const end = 1 + rest.readUInt32BE(1);
      if (rest.length < end) return;
      if (rest.toString('latin1', 0, 1) === 'N') notices.push(messageOf(rest.subarray(5, end)));
      rest = rest.subarray(end);
    }
  };
}

/** A notice is a list of fields, each a letter and a text that ends in a zero byte. */
function messageOf(body: Buffer): string {
  const field = body
    .toString('utf8')
    .split('\0')
    .find((text) => text.startsWith('M'));
  return field?.slice(1) ?? '';
}
