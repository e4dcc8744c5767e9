/** A wire to PostgreSQL that can be pulled out and put back. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import pg from 'pg';

export interface DatabaseWire {
  readonly url: string;
  pull(): void;
  putBack(): void;
  stop(): Promise<void>;
}

export async function startDatabaseWire(url: string): Promise<DatabaseWire> {
  const { host, port, user, password, database } = new pg.Client({ connectionString: url });
  const sockets = new Set<Socket>();
  let isOut = false;
  const server = createServer((near) => {
    if (isOut) {
      near.destroy();
      return;
    }
    const far = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const pull = () => {
    isOut = true;
    for (const socket of sockets) socket.destroy();
  };
  const wired = new URL('postgresql://127.0.0.1');
  wired.port = String((server.address() as AddressInfo).port);
  wired.username = user ?? '';
  wired.password = password ?? '';
  wired.pathname = `/${database ?? ''}`;
  return {
    url: wired.href,
    pull,
    putBack: () => {
      isOut = false;
    },
    stop: async () => {
      pull();
      server.close();
      await once(server, 'close');
    },
  };
}
