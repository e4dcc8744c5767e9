/** A wire to PostgreSQL that can be told to break around a COMMIT: before it arrives, or before its reply does. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import pg from 'pg';

export type Theft = 'the commit' | 'the reply to the commit' | 'every answer from the commit on';

export interface CommitThief {
  readonly url: string;
  /**
   * The next COMMIT on any connection loses this, and the connection with it; or from it on no connection is answered, old
   * or new, as when the server stands still.
   */
  steal(what: Theft): void;
  /** What is asked on new connections is answered again. */
  mend(): void;
  readonly stolen: number;
  stop(): Promise<void>;
}

const commit = Buffer.from('commit\0');
const committed = Buffer.from('COMMIT\0');
const failed = Buffer.from('VERROR\0');

export async function startCommitThief(url: string): Promise<CommitThief> {
  const { host, port, user, password, database } = new pg.Client({ connectionString: url });
  const sockets = new Set<Socket>();
  let wanted: Theft | undefined;
  let stolen = 0;
  let standsStill = false;
  const server = createServer((near) => {
    sockets.add(near);
    if (standsStill) return;
    const far = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host);
    let swallows = false;
    const swallowed: Buffer[] = [];
    const cut = () => {
      stolen += 1;
      near.destroy();
      far.destroy();
    };
    near.on('data', (bytes: Buffer) => {
      if (wanted !== undefined && bytes.includes(commit)) {
        const theft = wanted;
        wanted = undefined;
        if (theft === 'the commit') {
          cut();
          return;
        }
        if (theft === 'every answer from the commit on') {
          stolen += 1;
          standsStill = true;
        } else swallows = true;
      }
      far.write(bytes);
    });
    far.on('data', (bytes: Buffer) => {
      if (standsStill) return;
      if (!swallows) {
        near.write(bytes);
        return;
      }
      swallowed.push(bytes);
      if (bytes.includes(committed)) cut();
      if (!bytes.includes(failed)) return;
      // What stood before the commit has failed, so there was none: the next is the one.
      for (const piece of swallowed.splice(0)) near.write(piece);
      swallows = false;
      wanted = 'the reply to the commit';
    });
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        other.destroy();
        sockets.delete(socket);
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const login = [user, password].map((part) => encodeURIComponent(part ?? '')).join(':');
  const { port: ownPort } = server.address() as AddressInfo;
  return {
    url: `postgres://${login}@127.0.0.1:${String(ownPort)}/${encodeURIComponent(database ?? '')}`,
    steal: (what) => (wanted = what),
    mend: () => (standsStill = false),
    get stolen() {
      return stolen;
    },
    stop: async () => {
      sockets.forEach((socket) => socket.destroy());
      server.close();
      await once(server, 'close');
    },
  };
}
