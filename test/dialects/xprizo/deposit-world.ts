/** The whole gateway with the sandbox's bank, card acquirer and M-Pesa, and a profile that takes deposits. */
import { after, before } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { openGateway, type Gateway } from '../../../src/app.ts';
import { readConfig } from '../../../src/config.ts';
import { systemClock } from '../../../src/kit/clock.ts';
import { setProfileWebhook } from '../../../src/merchants/profiles.ts';
import { setRoutingCode } from '../../../src/merchants/routing-codes.ts';
import type { Wallet, WalletCurrency } from '../../../src/merchants/wallets.ts';
import { createDaraja } from '../../../src/providers/daraja/daraja.ts';
import { createSandboxCollections } from '../../../src/providers/sandbox-bank/collections.ts';
import { createSandboxBank } from '../../../src/providers/sandbox-bank/sandbox-bank.ts';
import { createSandboxCards } from '../../../src/providers/sandbox-cards/sandbox-cards.ts';
import { createTestDatabase } from '../../kit/database.ts';
import { freePort } from '../../../torture/free-port.ts';
import { startInbox, type MerchantInbox } from '../../kit/merchant-inbox.ts';
import { isShardedRun } from '../../kit/test-server.ts';
import { bankFolder, RunningBank, SECRET } from '../../sandbox-bank/bank-process.ts';
import {
  cardsFolder,
  RunningAcquirer,
  SECRET as CARDS_SECRET,
} from '../../sandbox-cards/cards-process.ts';
import { mpesaFolder, operator, RunningMpesa } from '../../sandbox-mpesa/mpesa-process.ts';
import { openProfile, type TestProfile } from './gateway.ts';

export type Json = Record<string, unknown>;

export interface Shop extends TestProfile {
  readonly wallet: (currency: WalletCurrency) => Wallet;
}

export interface DepositWorld {
  readonly app: Gateway;
  readonly databaseUrl: string;
  /** What the acquirer keeps. */
  readonly cardsDir: string;
  /** Lines of the gateway's log, everything that it has to say. */
  readonly printed: readonly string[];
  readonly url: string;
  readonly bank: RunningBank;
  readonly acquirer: RunningAcquirer;
  readonly mpesa: RunningMpesa;
  readonly inbox: MerchantInbox;
  /** Done when the tests of the file are over, last in, first out. */
  readonly endings: (() => unknown)[];
  /** A merchant with wallets in INR, USD and KES, a routing code MAN1 and an approval webhook. */
  shop(funds?: Partial<Record<WalletCurrency, bigint>>): Promise<Shop>;
  /** One more routing code for its wallet in USD, steered by amounts when it begins with MAN. */
  route(shop: Shop, code: string): Promise<void>;
  call(shop: TestProfile, method: string, path: string, body?: Json): Promise<Reply>;
  /** Until Status says so. */
  status(shop: Shop, currency: WalletCurrency, reference: string, isSo: string): Promise<Json>;
  /** Approval webhooks about a reference, oldest first, once there are so many. */
  heard(reference: string, count: number): Promise<Json[]>;
}

export interface Reply {
  readonly status: number;
  readonly body: Json;
}

const payeeVpa = 'hundi@sandbox';

/** Opened before the tests of a file, and closed after them; `settings` are those of the gateway. */
export function depositWorld(settings: Readonly<Record<string, string>> = {}): () => DepositWorld {
  let world: DepositWorld | undefined;
  const endings: (() => unknown)[] = [];
  before(async () => {
    world = await open(endings, settings);
  });
  after(async () => {
    for (const end of endings.reverse()) await end();
  });
  return () => {
    if (world === undefined) throw new Error('The world is not open yet.');
    return world;
  };
}

async function open(
  endings: (() => unknown)[],
  settings: Readonly<Record<string, string>>,
): Promise<DepositWorld> {
  const database = await createTestDatabase();
  endings.push(() => database.drop());
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const folders = { bank: bankFolder(), cards: cardsFolder(), mpesa: mpesaFolder() };
  endings.push(() => {
    for (const folder of Object.values(folders)) folder.remove();
  });
  const [bank, acquirer, mpesa] = await Promise.all([
    RunningBank.start(folders.bank.dataDir, {
      BANK_CALLBACK_URL: `${url}/callbacks/sandbox-bank`,
      BANK_COLLECTION_CALLBACK_URL: `${url}/callbacks/sandbox-upi`,
      BANK_COLLECT_VPA: payeeVpa,
      BANK_CALLBACK_SECRET: SECRET,
    }),
    RunningAcquirer.start(folders.cards.dataDir, {
      CARDS_CALLBACK_URL: `${url}/callbacks/sandbox-cards`,
      CARDS_CALLBACK_SECRET: CARDS_SECRET,
    }),
    RunningMpesa.start(folders.mpesa.dataDir),
  ]);
  endings.push(() => Promise.all([bank.stop(), acquirer.stop(), mpesa.stop()]));
  const daraja = createDaraja({
    ...operator,
    url: mpesa.url,
    certificate: await mpesa.certificate(),
    callbackUrl: `${url}/callbacks`,
    callbackSecret: 'a secret of the test',
    clock: systemClock,
    timeoutMs: 8_000,
    answerWithinMs: 8_000,
  });
  const shared = { url: bank.url, apiKey: 'api-key', callbackSecret: SECRET };
  const printed: string[] = [];
  const app = await openGateway({
    config: {
      ...readConfig({ ...settings, PORT: String(port) }),
      commitScope: isShardedRun ? 'merchant' : 'node',
    },
    databaseUrl: database.url,
    provider: createSandboxBank({ ...shared, submitTimeoutMs: 8_000, enquireTimeoutMs: 8_000 }),
    collections: createSandboxCollections({ ...shared, payeeVpa, timeoutMs: 8_000 }),
    cards: createSandboxCards({
      ...{ url: acquirer.url, apiKey: 'api-key', callbackSecret: CARDS_SECRET },
      ...{ authoriseTimeoutMs: 8_000, timeoutMs: 8_000 },
    }),
    mobileProvider: daraja.payouts,
    prompts: daraja.collections,
    log: pino({ level: 'trace' }, { write: (line: string) => printed.push(line) }),
  });
  await app.listen();
  const inbox = await startInbox();
  endings.push(
    () => app.close(),
    () => inbox.stop(),
  );
  const places = { databaseUrl: database.url, cardsDir: folders.cards.dataDir, printed };
  const parts = { app, url, bank, acquirer, mpesa, inbox, endings };
  return { ...parts, ...places, ...acting(app, url, inbox) };
}

function acting(app: Gateway, url: string, inbox: MerchantInbox) {
  const call = async (shop: TestProfile, method: string, path: string, body?: Json) => {
    const answer = await fetch(`${url}/api${path}`, {
      method,
      headers: { 'x-api-key': shop.apiKey, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, body: (text === '' ? {} : JSON.parse(text)) as Json };
  };
  const route = (shop: Shop, code: string) =>
    setRoutingCode(
      app.pool,
      shop.wallet('USD'),
      { code, minimumMinor: 1n, maximumMinor: null },
      { actor: 'test', nowMs: Date.now() },
    );
  return {
    call,
    route,
    shop: async (funds: Partial<Record<WalletCurrency, bigint>> = {}): Promise<Shop> => {
      const all = { INR: 0n, USD: 0n, KES: 0n, ...funds };
      const profile = await openProfile(app, { funds: all });
      const change = { actor: 'test', nowMs: Date.now() };
      const { merchantId } = profile;
      await app.pool.query(
        `update merchants set query_per_minute = null, payout_per_minute = null, version = version + 1
         where merchant_id = $1`,
        [merchantId],
      );
      await setProfileWebhook(app.pool, { merchantId, ...change }, 'approval', inbox.url);
      const wallet = (currency: WalletCurrency) => {
        const found = profile.wallets.find((one) => one.currency === currency);
        if (found === undefined) throw new Error(`There is no wallet in ${currency}.`);
        return found;
      };
      const shop = { ...profile, wallet };
      await route(shop, 'MAN1');
      return shop;
    },
    status: async (shop: Shop, currency: WalletCurrency, reference: string, isSo: string) => {
      const path = `/Transaction/Status/${shop.wallet(currency).walletNo}/?reference=${reference}`;
      for (let tries = 0; tries < 1_200; tries += 1) {
        const { body } = await call(shop, 'GET', path);
        if (body['status'] === isSo) return body;
        await sleep(50);
      }
      throw new Error(`${reference} is ${JSON.stringify((await call(shop, 'GET', path)).body)}.`);
    },
    heard: async (reference: string, count: number) => {
      const about = () =>
        inbox.received
          .map(({ body }) => JSON.parse(body) as { transaction: { reference: string } } & Json)
          .filter(({ transaction }) => transaction.reference === reference);
      for (let tries = 0; tries < 1_200 && about().length < count; tries += 1) await sleep(50);
      return about();
    },
  };
}

/** A card deposit as the contract prints it. */
export function cardDeposit(accountId: bigint, reference: string, fields: Json = {}): Json {
  const { person = reference, number = '4100280000001007', ...rest } = fields;
  const name = `Test ${String(person)}`.slice(0, 50);
  return {
    description: 'Pass',
    reference,
    amount: 1,
    accountId: Number(accountId),
    customerData: {
      name,
      email: `${String(person)}@example.com`.toLowerCase(),
      mobile: `+1202${String(Math.abs(hash(String(person))) % 10_000_000).padStart(7, '0')}`,
      birthDate: '1990-02-28',
      gender: 'X',
      address: {
        address: '1',
        street: 'High Street',
        city: 'Nairobi',
        zipPostalCode: '00100',
        countryCode: 'KE',
      },
      IpAddress: '192.0.2.7',
    },
    creditCard: { name, number, expiryMonth: 12, expiryYear: 2031, cvv: '123' },
    routingCode: 'MAN1',
    redirect: 'http://127.0.0.1:9/back?shop=1',
    ...rest,
  };
}

function hash(text: string): number {
  return Buffer.from(text).reduce((sum, byte) => (sum * 31 + byte) | 0, 7);
}
