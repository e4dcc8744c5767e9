/** The network between the gateway and its database, which can be cut and mended. */
import {
  connect,
  createServer,
  type AddressInfo,
  type NetConnectOpts,
  type Socket,
} from 'node:net';

export interface Wire {
  /** The same database, by way of the wire. */
  lead(databaseUrl: string): string;
  /** Ends all connections and refuses new ones. */
  cut(): void;
  mend(): void;
  close(): void;
}

export async function openWire(): Promise<Wire> {
  const open = new Set<Socket>();
  let target: NetConnectOpts = { port: 0 };
  let isCut = false;
  const server = createServer((near) => {
    if (isCut) {
      near.destroy();
      return;
    }
    const far = connect(target);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        open.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    lead: (databaseUrl) => {
      target = addressIn(new URL(databaseUrl));
      const led = new URL(databaseUrl);
      led.search = '';
      led.hostname = '127.0.0.1';
      led.port = String((server.address() as AddressInfo).port);
      return led.href;
    },
    cut: () => {
      isCut = true;
      for (const socket of open) socket.destroy();
    },
    mend: () => {
      isCut = false;
    },
    close: () => {
      server.close();
    },
  };
}

/** A server on this machine is often reached by a socket file, which the query of the address names. */
function addressIn(url: URL): NetConnectOpts {
  const host = url.searchParams.get('host') ?? url.hostname;
  const port = parseInt(url.searchParams.get('port') ?? (url.port || '5432'), 10);
  return host.startsWith('/') ? { path: `${host}/.s.PGSQL.${port}` } : { host, port };
}
