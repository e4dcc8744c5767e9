/** The sandbox bank as a process of the harness: it outlives the gateways, and is killed on its own account. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';
import type { Leash } from './leash.ts';

const program = path.join(import.meta.dirname, '../sandbox-bank/main.ts');

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

/** One transfer as the bank itself knows it. */
export interface Transfer {
  readonly reference: string;
  readonly status: 'PROCESSING' | 'SUCCESS' | 'FAILED' | 'REVERSED';
  /** Rupees with two decimals. */
  readonly amount: string;
  readonly utr: string | null;
  readonly behaviour: string | null;
  readonly moneyMoved: boolean;
  readonly moneyReturned: boolean;
  readonly debits: number;
  readonly reversals: number;
}

/** One payment of a customer as the bank itself knows it. */
export interface Collection {
  readonly paymentId: string;
  /** Of the link. */
  readonly reference: string;
  readonly status: 'RECEIVED' | 'FAILED' | 'REVERSED';
  /** Rupees with two decimals. */
  readonly amount: string;
  readonly utr: string | null;
  /** How often, and how much in all, it was given back to the customer. */
  readonly refunds: number;
  readonly refunded: string;
}

export class Bank {
  readonly url: string;
  readonly #settings: BankSettings;
  #child: ChildProcess | undefined;

  constructor(settings: BankSettings) {
    this.#settings = settings;
    this.url = `http://127.0.0.1:${settings.port}`;
  }

  /** Throws when it does not listen. */
  async start(): Promise<void> {
    const { port, dataDir, apiKey, controlKey, callbackSecret, settleMs, seed } = this.#settings;
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: {
        PATH: process.env['PATH'],
        BANK_PORT: String(port),
        BANK_DATA_DIR: dataDir,
        BANK_API_KEY: apiKey,
        BANK_CONTROL_KEY: controlKey,
        BANK_CALLBACK_URL: this.#settings.callbackUrl,
        BANK_COLLECTION_CALLBACK_URL: this.#settings.collectionCallbackUrl,
        BANK_CALLBACK_SECRET: callbackSecret,
        BANK_SETTLE_MS: String(settleMs),
        BANK_SEED: String(seed),
        BANK_EXIT_WITH_PARENT: '1',
      },
    });
    this.#settings.leash.hold(child);
    this.#child = child;
    child.once('exit', (code, signal) => {
      if (this.#child === child)
        process.stderr.write(`The bank ended by itself: ${signal ?? `code ${code}`}\n`);
    });
    const lines = createInterface(child.stdout);
    const heard = await Promise.race([
      once(lines, 'line').then(() => true),
      once(child, 'exit').then(() => false),
      sleep(15_000).then(() => false),
    ]);
    if (!heard) throw new Error('The bank does not start.');
  }

  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  }

  async addRule(rule: Readonly<Record<string, unknown>>): Promise<void> {
    await this.#control('POST', '/control/rules', rule);
  }

  async clearRules(): Promise<void> {
    await this.#control('DELETE', '/control/rules');
  }

  async switchCallbacks(callbacks: 'on' | 'off'): Promise<void> {
    await this.#control('POST', '/control/settings', { callbacks });
  }

  /** How often each misbehaviour really happened. */
  async faults(): Promise<Readonly<Record<string, number>>> {
    return (await this.#control('GET', '/control/faults')) as Record<string, number>;
  }

  async proofHolds(): Promise<boolean> {
    return ((await this.#control('GET', '/control/proof')) as { holds: boolean }).holds;
  }

  async book(): Promise<Transfer[]> {
    return (await this.#readAll('/control/book', 'transfers')) as Transfer[];
  }

  async collections(): Promise<Collection[]> {
    return (await this.#readAll('/control/collections', 'collections')) as Collection[];
  }

  /** A customer's hand on the form of the payment page. Throws unless the bank took it. */
  async press(form: Readonly<Record<string, string>>): Promise<void> {
    const answer = await request(`${this.url}/upi/pay`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      headersTimeout: 20_000,
      body: new URLSearchParams(form).toString(),
    });
    await answer.body.dump();
    if (answer.statusCode !== 200) throw new Error(`The bank answered ${answer.statusCode}.`);
  }

  /** A customer pays, and the bank tells of it as it is told to. */
  async collect(fields: Readonly<Record<string, unknown>>): Promise<void> {
    await this.#control('POST', '/control/collections', fields);
  }

  /** The ids of the payments that came under a link. */
  async paymentsUnder(reference: string): Promise<string[]> {
    const place = `/v1/collections/${reference}`;
    const answer = await this.#call('GET', place, this.#settings.apiKey);
    const { collections } = answer as { collections: Collection[] };
    return collections.map(({ paymentId }) => paymentId);
  }

  /** The payer's bank has the money back. Throws when there is nothing to take. */
  async takeBack(paymentId: string): Promise<void> {
    await this.#control('POST', `/control/collections/${paymentId}/reverse`, {});
  }

  /** Gives back outside the gateway: what a gateway that refunds twice would do. */
  async refund(fields: Readonly<Record<string, unknown>>): Promise<void> {
    await this.#call('POST', '/v1/refunds', this.#settings.apiKey, fields);
  }

  /** Pays outside the gateway: what a gateway that pays twice would do. */
  async transfer(fields: Readonly<Record<string, unknown>>): Promise<void> {
    await this.#call('POST', '/v1/transfers', this.#settings.apiKey, fields);
  }

  async #readAll(place: string, name: string): Promise<unknown[]> {
    const all: unknown[] = [];
    for (let after = 0; ;) {
      const answer = await this.#control('GET', `${place}?after=${after}&limit=1000`);
      const page = answer as { readonly next: number } & Readonly<Record<string, unknown[]>>;
      const entries = page[name] ?? [];
      if (entries.length === 0) return all;
      all.push(...entries);
      after = page.next;
    }
  }

  #control(method: 'GET' | 'POST' | 'DELETE', place: string, body?: unknown): Promise<unknown> {
    return this.#call(method, place, this.#settings.controlKey, body);
  }

  async #call(
    method: 'GET' | 'POST' | 'DELETE',
    place: string,
    key: string,
    body?: unknown,
  ): Promise<unknown> {
    const answer = await request(this.url + place, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      headersTimeout: 20_000,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.body.text();
    if (answer.statusCode >= 300) throw new Error(`The bank answered ${method} ${place}: ${text}`);
    return JSON.parse(text);
  }
}
