/**
 * The merchants' side: verifies every webhook with the library of the standard, writes it into a book of its own, and
 * only then answers. A few are refused or left without an answer the first time, as real receivers do.
 */
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import type { Random } from './random.ts';

/** One verified webhook, as the merchant wrote it down. */
export interface Told {
  readonly merchant: string;
  readonly id: string;
  readonly transactionNumber: string;
  readonly version: number;
  readonly status: string;
  readonly utr: string | null;
  readonly amount: number;
  readonly body: string;
}

interface Event {
  readonly data: Pick<Told, 'transactionNumber' | 'version' | 'status' | 'utr' | 'amount'>;
}

const troubleShare = 0.01;

export class Inbox {
  readonly #file: string;
  readonly #book: number;
  readonly #random: Random;
  readonly #secrets = new Map<string, string>();
  readonly #seen = new Set<string>();
  readonly #server: Server;
  /** Deliveries whose signature the library refused. */
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
        const merchant = (incoming.url ?? '').slice(1);
        const status = this.#take(merchant, incoming.headers, Buffer.concat(chunks).toString());
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

  expect(merchant: string, secret: string): void {
    this.#secrets.set(merchant, secret);
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
  #take(merchant: string, headers: IncomingHttpHeaders, body: string): number | undefined {
    const secret = this.#secrets.get(merchant);
    const id = String(headers['webhook-id']);
    try {
      if (secret === undefined) throw new Error('Nobody by that name.');
      new Webhook(secret).verify(body, headers as Record<string, string>);
    } catch {
      this.forged += 1;
      return 401;
    }
    const isNew = !this.#seen.has(id);
    this.#seen.add(id);
    if (isNew && this.#random.happens(troubleShare)) {
      this.refusals += 1;
      return 500;
    }
    const { transactionNumber, version, status, utr, amount } = (JSON.parse(body) as Event).data;
    const told: Told = { merchant, id, transactionNumber, version, status, utr, amount, body };
    writeSync(this.#book, `${JSON.stringify(told)}\n`);
    if (!isNew || !this.#random.happens(troubleShare)) return 200;
    this.silences += 1;
    return undefined;
  }
}
