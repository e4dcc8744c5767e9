/** The sandbox bank: payouts, and what customers pay by UPI. */
import type { Leash } from './leash.ts';
import { SandboxProgram } from './sandbox-program.ts';

export interface BankSettings {
  readonly port: number;
  readonly dataDir: string;
  readonly apiKey: string;
  readonly controlKey: string;
  readonly callbackSecret: string;
  readonly callbackUrl: string;
  readonly collectionCallbackUrl: string;
  readonly settleMs: number;
  readonly seed: number;
  readonly leash: Leash;
}

/** One payout as whoever pays it knows it. */
export interface Transfer {
  readonly reference: string;
  readonly status: 'PROCESSING' | 'SUCCESS' | 'FAILED' | 'REVERSED';
  /** With two decimals. */
  readonly amount: string;
  readonly currency: string;
  readonly utr: string | null;
  readonly behaviour: string | null;
  readonly moneyMoved: boolean;
  readonly moneyReturned: boolean;
  readonly debits: number;
  readonly reversals: number;
}

/** One payment of a customer as whoever took it knows it. */
export interface Collection {
  readonly paymentId: string;
  /** Of the link, the authorisation or the prompt. */
  readonly reference: string;
  readonly status: 'RECEIVED' | 'FAILED' | 'REVERSED';
  /** With two decimals. */
  readonly amount: string;
  readonly currency: string;
  readonly utr: string | null;
  /** How often, and how much in all, it was given back to the customer. */
  readonly refunds: number;
  readonly refunded: string;
}

export class Bank extends SandboxProgram {
  readonly #apiKey: string;

  constructor(settings: BankSettings) {
    const { port, controlKey, leash } = settings;
    super({
      ...{ name: 'bank', folder: 'sandbox-bank', port, controlKey, leash },
      env: {
        BANK_PORT: String(port),
        BANK_DATA_DIR: settings.dataDir,
        BANK_API_KEY: settings.apiKey,
        BANK_CONTROL_KEY: controlKey,
        BANK_CALLBACK_URL: settings.callbackUrl,
        BANK_COLLECTION_CALLBACK_URL: settings.collectionCallbackUrl,
        BANK_CALLBACK_SECRET: settings.callbackSecret,
        BANK_SETTLE_MS: String(settings.settleMs),
        BANK_SEED: String(settings.seed),
        BANK_EXIT_WITH_PARENT: '1',
      },
    });
    this.#apiKey = settings.apiKey;
  }

  async book(): Promise<Transfer[]> {
    return (await this.readAll('/control/book', 'transfers')) as Transfer[];
  }

  async collections(): Promise<Collection[]> {
    return (await this.readAll('/control/collections', 'collections')) as Collection[];
  }

  /** A customer's hand on the form of the payment page. Throws unless the bank took it. */
  press(form: Readonly<Record<string, string>>): Promise<void> {
    return this.sendForm(`${this.url}/upi/pay`, form);
  }

  /** A customer pays, and the bank tells of it as it is told to. */
  async collect(fields: Readonly<Record<string, unknown>>): Promise<void> {
    await this.control('POST', '/control/collections', fields);
  }

  /** The ids of the payments that came under a link. */
  async paymentsUnder(reference: string): Promise<string[]> {
    const answer = await this.call('GET', `/v1/collections/${reference}`, this.#apiKey);
    const { collections } = answer as { collections: Collection[] };
    return collections.map(({ paymentId }) => paymentId);
  }

  /** The payer's bank has the money back. Throws when there is nothing to take. */
  async takeBack(paymentId: string): Promise<void> {
    await this.control('POST', `/control/collections/${paymentId}/reverse`, {});
  }

  /** Gives back outside the gateway: what a gateway that refunds twice would do. */
  async refund(fields: Readonly<Record<string, unknown>>): Promise<void> {
    await this.call('POST', '/v1/refunds', this.#apiKey, fields);
  }

  /** Pays outside the gateway: what a gateway that pays twice would do. */
  async transfer(fields: Readonly<Record<string, unknown>>): Promise<void> {
    await this.call('POST', '/v1/transfers', this.#apiKey, fields);
  }
}
