/**
 * What stands before the gateways of a deployment: callbacks go to one that runs. The bank and the acquirer send again
 * what was not taken. M-Pesa sends once, so the relay keeps its callbacks for a while, as a queue before a gateway does.
 */
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';
import type { Random } from './random.ts';

export interface RelayTarget {
  readonly url: string;
  readonly isRunning: boolean;
}

const isSentOnce = (place: string) => place.startsWith('/callbacks/daraja-');
const keptForMs = 60_000;
const nobody = 502;

export class CallbackRelay {
  readonly #server: Server;
  readonly #targets: () => readonly RelayTarget[];
  readonly #random: Random;
  #stopping = false;

  private constructor(targets: () => readonly RelayTarget[], random: Random) {
    this.#targets = targets;
    this.#random = random;
    this.#server = createServer((incoming, outgoing) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', () => undefined);
      incoming.on('end', () => {
        const { url = '/', headers } = incoming;
        const call = { place: url, headers: keptOf(headers), body: Buffer.concat(chunks) };
        if (isSentOnce(url)) {
          void this.#keepOn(call);
          outgoing.writeHead(200).end();
        } else void this.#pass(call).then((status) => outgoing.writeHead(status).end());
      });
    });
  }

  static async start(targets: () => readonly RelayTarget[], random: Random) {
    const relay = new CallbackRelay(targets, random);
    await new Promise<void>((resolve) => relay.#server.listen(0, '127.0.0.1', resolve));
    return relay;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Until somebody takes it, says that it is none of ours, or it is too old. */
  async #keepOn(call: Callback): Promise<void> {
    const deadlineMs = performance.now() + keptForMs;
    while (!this.#stopping && performance.now() < deadlineMs) {
      if ((await this.#pass(call)) < 500) return;
      await sleep(200);
    }
  }

  /** Resolves to the status that was answered; 502 when nobody did. */
  async #pass({ place, headers, body }: Callback): Promise<number> {
    const running = this.#targets().filter(({ isRunning }) => isRunning);
    if (running.length === 0) return nobody;
    try {
      const answer = await request(this.#random.pick(running).url + place, {
        method: 'POST',
        ...{ headers, body, headersTimeout: 5_000, bodyTimeout: 5_000 },
      });
      await answer.body.dump();
      return answer.statusCode;
    } catch {
      return nobody;
    }
  }
}

interface Callback {
  readonly place: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

function keptOf(headers: IncomingHttpHeaders): Readonly<Record<string, string>> {
  const kept = ['content-type', 'x-bank-timestamp', 'x-bank-signature'] as const;
  return Object.fromEntries(
    kept.flatMap((name) => (headers[name] === undefined ? [] : [[name, String(headers[name])]])),
  );
}
