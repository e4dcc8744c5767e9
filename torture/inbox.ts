/**
 * The merchants' side: verifies every webhook with the library of the standard and by the words of the XPayout
 * contract, writes it into a book of its own, and only then answers. A few are refused or left without an answer the
 * first time, as real receivers do.
 */
import { createHmac } from 'node:crypto';
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import type { Random } from './random.ts';
import { readTold, type Told } from './told.ts';

interface Receiver {
  readonly merchant: string;
  readonly webhookSecret: string;
  readonly apiSecret: string;
}

const troubleShare = 0.01;
/** Behind the name of a merchant: where its single orders are told of. */
const ownSuffix = '/orders';

export class Inbox {
  readonly #file: string;
  readonly #book: number;
  readonly #random: Random;
  /** By path. */
  readonly #receivers = new Map<string, Receiver>();
  readonly #seen = new Set<string>();
  readonly #server: Server;
  /** Deliveries with a signature that is not right. */
  forged = 0;
  refusals = 0;
  silences = 0;

  private constructor(file: string, random: Random) {
    this.#file = file;
    this.#book = openSync(file, 'a');
    this.#random = random;
    this.#server = createServer((incoming, outgoing) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', () => undefined);
      incoming.on('end', () => {
        const body = Buffer.concat(chunks).toString();
        const status = this.#take(incoming.url ?? '', incoming.headers, body);
        if (status === undefined) incoming.socket.destroy();
        else outgoing.writeHead(status).end();
      });
    });
  }

  static async start(file: string, random: Random): Promise<Inbox> {
    const inbox = new Inbox(file, random);
    await new Promise<void>((resolve) => inbox.#server.listen(0, '127.0.0.1', resolve));
    return inbox;
  }

  urlOf(merchant: string): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/${merchant}`;
  }

  ownUrlOf(merchant: string): string {
    return this.urlOf(merchant) + ownSuffix;
  }

  expect(merchant: {
    readonly name: string;
    readonly webhookSecret: string;
    readonly apiSecret: string;
  }): void {
    const { name, webhookSecret, apiSecret } = merchant;
    const receiver = { merchant: name, apiSecret };
    // An address of an order holds no secret of its own: the API secret signs, in the spelling of the standard.
    const ownSecret = `whsec_${Buffer.from(apiSecret).toString('base64')}`;
    this.#receivers.set(`/${name}`, { ...receiver, webhookSecret });
    this.#receivers.set(`/${name}${ownSuffix}`, { ...receiver, webhookSecret: ownSecret });
  }

  /** The book as it is on the disk. */
  read(): Told[] {
    return readFileSync(this.#file, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Told);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    closeSync(this.#book);
  }

  /** The status to answer; undefined for none at all. */
  #take(path: string, headers: IncomingHttpHeaders, body: string): number | undefined {
    const receiver = this.#receivers.get(path);
    const id = String(headers['webhook-id']);
    if (receiver === undefined || !isGenuine(receiver, headers, body)) {
      this.forged += 1;
      return 401;
    }
    const isNew = !this.#seen.has(id);
    this.#seen.add(id);
    if (isNew && this.#random.happens(troubleShare)) {
      this.refusals += 1;
      return 500;
    }
    const told = readTold(receiver.merchant, id, body);
    writeSync(this.#book, `${JSON.stringify(told)}\n`);
    if (!isNew || !this.#random.happens(troubleShare)) return 200;
    this.silences += 1;
    return undefined;
  }
}

/** Both signatures are right, and both name the same message. */
function isGenuine(receiver: Receiver, headers: IncomingHttpHeaders, body: string): boolean {
  const { webhookSecret, apiSecret } = receiver;
  try {
    new Webhook(webhookSecret).verify(body, headers as Record<string, string>);
  } catch {
    return false;
  }
  const expected = createHmac('sha256', apiSecret).update(body).digest('hex');
  return (
    headers['x-gateway-signature'] === expected &&
    headers['x-callback-id'] === headers['webhook-id']
  );
}
