import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';

/** One webhook as it arrived. */
export interface Delivery {
  readonly id: string;
  readonly timestampSeconds: number;
  readonly signature: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface InboxAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly afterMs?: number;
}

/** A merchant's server: keeps what it hears and answers as the test says (200 unless told otherwise). */
export interface MerchantInbox {
  readonly url: string;
  readonly received: readonly Delivery[];
  readonly mostAtOnce: () => number;
  /** Answers for the next deliveries, in order; then the usual answer again. */
  next(...answers: readonly InboxAnswer[]): void;
  always(answer: InboxAnswer): void;
  /** Resolves when so many have arrived. */
  until(count: number, mostMs?: number): Promise<void>;
  stop(): Promise<void>;
}

export async function startInbox(): Promise<MerchantInbox> {
  const received: Delivery[] = [];
  const script: InboxAnswer[] = [];
  let usual: InboxAnswer = { status: 200 };
  let atOnce = 0;
  let mostAtOnce = 0;
  const server = createServer((request, response) => {
    mostAtOnce = Math.max(mostAtOnce, ++atOnce);
    response.on('close', () => atOnce--);
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const headers = request.headers as Record<string, string>;
      received.push({
        id: headers['webhook-id'] ?? '',
        timestampSeconds: Number(headers['webhook-timestamp']),
        signature: headers['webhook-signature'] ?? '',
        headers,
        body: Buffer.concat(chunks).toString('utf8'),
      });
      answer(response, script.shift() ?? usual);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    received,
    mostAtOnce: () => mostAtOnce,
    next: (...answers) => script.push(...answers),
    always: (fixed) => (usual = fixed),
    until: async (count, mostMs = 10_000) => {
      const end = performance.now() + mostMs;
      while (received.length < count) {
        if (performance.now() > end)
          throw new Error(`Only ${received.length} of ${count} webhooks arrived.`);
        await sleep(5);
      }
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export async function inboxFor(t: TestContext): Promise<MerchantInbox> {
  const inbox = await startInbox();
  t.after(() => inbox.stop());
  return inbox;
}

/** By the independent library, for a delivery of this minute. Throws when it does not accept it. */
export function verifyDelivery(secret: string, delivery: Delivery): void {
  new Webhook(secret).verify(delivery.body, { ...delivery.headers });
}

/** By the independent library, at any time of a clock that the test holds. */
export function isSignedWith(secret: string, delivery: Delivery): boolean {
  const at = new Date(delivery.timestampSeconds * 1_000);
  const expected = new Webhook(secret).sign(delivery.id, at, delivery.body);
  return delivery.signature.split(' ').includes(expected);
}

function answer(response: ServerResponse, { status, headers, body, afterMs }: InboxAnswer): void {
  const send = (): void => {
    response.writeHead(status, headers).end(body ?? '');
  };
  if (afterMs === undefined) send();
  else setTimeout(send, afterMs);
}
