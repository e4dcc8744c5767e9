/**
 * The merchants' side: verifies every webhook with the library of the standard and by the words of the XPayout
 * contract, writes it into a book of its own, and only then answers. A few are refused or left without an answer the
 * first time, as real receivers do. Whether money that is held for it may go is answered by rule.
 */
import { createHash, createHmac } from 'node:crypto';
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import type { Random } from './random.ts';
import { readApprovalTold, readTold, type ApprovalTold, type Told } from './told.ts';

interface Receiver {
  readonly merchant: string;
  readonly webhookSecret: string;
  /** Signs beside it; of the Xprizo contract there is none. */
  readonly apiSecret?: string;
  readonly kind: 'order' | ApprovalTold['kind'];
  /** Lets everything go that is held. */
  readonly agrees?: boolean;
}

const troubleShare = 0.01;
/** Behind the name of a merchant: where its single orders are told of. */
const ownSuffix = '/orders';
/** Where a profile of Xprizo hears of its transactions, and is asked about what is held. */
const suffixes = { approval: '/approvals', payment: '/payments' } as const;

export class Inbox {
  readonly #file: string;
  readonly #book: number;
  readonly #approvalFile: string;
  readonly #approvalBook: number;
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
    this.#approvalFile = `${file}-xprizo`;
    this.#approvalBook = openSync(this.#approvalFile, 'a');
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
    const receiver = { merchant: name, apiSecret, kind: 'order' } as const;
    // An address of an order holds no secret of its own: the API secret signs, in the spelling of the standard.
    const ownSecret = `whsec_${Buffer.from(apiSecret).toString('base64')}`;
    this.#receivers.set(`/${name}`, { ...receiver, webhookSecret });
    this.#receivers.set(`/${name}${ownSuffix}`, { ...receiver, webhookSecret: ownSecret });
  }

  /** Where a profile of Xprizo is to be called; one secret signs both. */
  expectProfile(profile: Omit<Receiver, 'kind'>): void {
    for (const kind of ['approval', 'payment'] as const)
      this.#receivers.set(`/${profile.merchant}${suffixes[kind]}`, { ...profile, kind });
  }

  profileUrlOf(merchant: string, kind: ApprovalTold['kind']): string {
    return this.urlOf(merchant) + suffixes[kind];
  }

  /** The books as they are on the disk. */
  read(): Told[] {
    return linesOf(this.#file) as Told[];
  }

  readApprovals(): ApprovalTold[] {
    return linesOf(this.#approvalFile) as ApprovalTold[];
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    closeSync(this.#book);
    closeSync(this.#approvalBook);
  }

  #write(book: number, told: Told | ApprovalTold): void {
    writeSync(book, `${JSON.stringify(told)}\n`);
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
    const { merchant, kind, agrees = false } = receiver;
    const answered = kind === 'payment' && !agrees ? holdAnswer(id, isNew) : 200;
    if (kind === 'order') this.#write(this.#book, readTold(merchant, id, body));
    else this.#write(this.#approvalBook, readApprovalTold({ merchant, kind, id, answered }, body));
    if (answered !== 200) return answered;
    if (!isNew || !this.#random.happens(troubleShare)) return 200;
    this.silences += 1;
    return undefined;
  }
}

function linesOf(file: string): unknown[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown);
}

/** The same at every repeat: paid, not paid, only at the second time, or never an answer that counts. */
function holdAnswer(id: string, isNew: boolean): number {
  const drawn = createHash('sha256').update(id).digest().readUInt8() / 256;
  if (drawn < 0.7) return 200;
  if (drawn < 0.85) return 409;
  return drawn < 0.95 && !isNew ? 200 : 503;
}

/** All signatures are right, and both name the same message. */
function isGenuine(receiver: Receiver, headers: IncomingHttpHeaders, body: string): boolean {
  const { webhookSecret, apiSecret } = receiver;
  try {
    new Webhook(webhookSecret).verify(body, headers as Record<string, string>);
  } catch {
    return false;
  }
  if (apiSecret === undefined) return true;
  const expected = createHmac('sha256', apiSecret).update(body).digest('hex');
  return (
    headers['x-gateway-signature'] === expected &&
    headers['x-callback-id'] === headers['webhook-id']
  );
}
