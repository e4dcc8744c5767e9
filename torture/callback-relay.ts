/** What stands before the gateways of a deployment: the bank's callbacks go to one that runs. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { request } from 'undici';
import type { Random } from './random.ts';

export interface RelayTarget {
  readonly url: string;
  readonly isRunning: boolean;
}

export class CallbackRelay {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(targets: () => readonly RelayTarget[], random: Random) {
    const server = createServer((incoming, outgoing) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', () => undefined);
      incoming.on('end', () => {
        const running = targets().filter(({ isRunning }) => isRunning);
        const target = running.length === 0 ? undefined : random.pick(running);
        void pass(target, incoming.url ?? '/', incoming.headers, Buffer.concat(chunks)).then(
          (status) => outgoing.writeHead(status).end(),
        );
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new CallbackRelay(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** Resolves to the status that the bank is told; 502 when nobody answered. */
async function pass(
  target: RelayTarget | undefined,
  place: string,
  headers: Readonly<Record<string, unknown>>,
  body: Buffer,
): Promise<number> {
  if (target === undefined) return 502;
  const kept = ['content-type', 'x-bank-timestamp', 'x-bank-signature'] as const;
  try {
    const answer = await request(target.url + place, {
      method: 'POST',
      headers: Object.fromEntries(kept.map((name) => [name, String(headers[name])])),
      body,
      headersTimeout: 5_000,
      bodyTimeout: 5_000,
    });
    await answer.body.dump();
    return answer.statusCode;
  } catch {
    return 502;
  }
}
