/** The real server of the contract on a real database, and profiles who call it. */
import { randomBytes } from 'node:crypto';
import { pino, type Logger } from 'pino';
import { openPool, type Pool } from '../../../src/db/connection.ts';
import { readConfig } from '../../../src/config.ts';
import { xprizoDoor } from '../../../src/dialects/xprizo/door.ts';
import { depositEvent } from '../../../src/dialects/xprizo/outcome-events.ts';
import { callerAddressFrom } from '../../../src/http/caller-address.ts';
import { openServer } from '../../../src/http/server.ts';
import { AccessTokens } from '../../../src/identity/access-tokens.ts';
import { createApiKey } from '../../../src/identity/api-keys.ts';
import { signingKeysOf } from '../../../src/identity/keys.ts';
import { Pins } from '../../../src/identity/pins.ts';
import { ProfileCallers } from '../../../src/identity/profile-callers.ts';
import { ProfileLogins, profileTokenSeconds } from '../../../src/identity/profile-logins.ts';
import { RateLimits } from '../../../src/identity/rate-limits.ts';
import { Revocations } from '../../../src/identity/revocations.ts';
import { systemClock, type Clock } from '../../../src/kit/clock.ts';
import { newId, type MerchantId } from '../../../src/kit/ids.ts';
import { fundWallet } from '../../../src/merchants/fund-wallet.ts';
import { MerchantAccess } from '../../../src/merchants/access.ts';
import { createMerchant, type NewMerchant } from '../../../src/merchants/create-merchant.ts';
import { newWalletNo, openWallet, type WalletCurrency } from '../../../src/merchants/wallets.ts';
import { walletsOf, type Wallet } from '../../../src/merchants/wallets.ts';
import { transaction } from '../../../src/db/connection.ts';
import { openCreateLane } from '../../../src/payments/create-lane.ts';
import { openPayinLane } from '../../../src/payments/payin-lane.ts';
import { TransactionNumbers } from '../../../src/payments/transaction-numbers.ts';
import { TransferWorker } from '../../../src/transfers/transfer-worker.ts';
import { nothingOff } from '../../../src/switches/off-switches.ts';
import { createEgress } from '../../../src/webhooks/egress.ts';
import { checkDestination } from '../../../src/webhooks/destination.ts';
import { openTransfers } from '../../../src/xprizo-transfers.ts';
import { openDeposits } from '../../../src/xprizo-deposits.ts';
import { createTestDatabase } from '../../kit/database.ts';
import { isShardedRun } from '../../kit/test-server.ts';

export interface Gateway {
  readonly url: string;
  readonly pool: Pool;
  close(): Promise<void>;
}

export interface GatewayOptions {
  readonly clock?: Clock;
  readonly trustedProxies?: readonly string[];
  readonly log?: Logger;
  /** That of another gateway, which also ends it. */
  readonly databaseUrl?: string;
  /** Carries transfers on, and asks about what is held. */
  readonly worker?: boolean;
}

export async function openGateway(options: GatewayOptions = {}): Promise<Gateway> {
  const { clock = systemClock, trustedProxies = [] } = options;
  const database = options.databaseUrl === undefined ? await createTestDatabase() : undefined;
  const databaseUrl = options.databaseUrl ?? database?.url ?? '';
  const pool = openPool(databaseUrl, 'test', 10);
  const merchants = new MerchantAccess(pool);
  const rateLimits = new RateLimits(pool);
  const revocations = new Revocations(pool, clock, profileTokenSeconds * 1_000);
  await revocations.start();
  merchants.start();
  const tokens = new AccessTokens(
    {
      keys: signingKeysOf([{ kid: 'test', secret: 'a secret of the test, 32 bytes and more' }]),
      issuer: 'Hundi',
      audience: 'Hundi profiles',
      lifeSeconds: profileTokenSeconds,
    },
    revocations,
    clock,
  );
  const { log = pino({ level: 'silent' }) } = options;
  const egress = createEgress({ allowLoopback: true });
  const transfers = openTransfers({
    config: { commitScope: isShardedRun ? 'merchant' : 'node', brand: 'Hundi' },
    ...{ databaseUrl, pool, egress, log, onCommitted: () => undefined },
    off: () => Promise.resolve(nothingOff),
    secrets: { approvalKeys: [randomBytes(32)] },
  });
  const worker = new TransferWorker({
    ...{ ...transfers.deps, askCreator: transfers.askCreator, random: () => 0 },
    onWorkerError: (error) => {
      throw error;
    },
    oneMerchantPerCommit: isShardedRun,
  });
  if (options.worker === true) worker.start();
  const shared = { url: databaseUrl, oneMerchantPerCommit: isShardedRun };
  const createLane = openCreateLane(shared);
  const payinLane = openPayinLane({
    ...shared,
    formats: { xpayout: () => '', xprizo: depositEvent },
  });
  // Nobody pays in; there are tests of their own for that.
  const deposits = openDeposits({
    config: readConfig({}),
    ...{ databaseUrl, pool, log, createLane, payinLane, onPayins: () => undefined },
    off: () => Promise.resolve(nothingOff),
    secrets: { printKey: randomBytes(32) },
    page: {
      paymentUrlOf: () => '',
      moved: () => undefined,
      refusalPage: () => ({ status: 404, headers: {}, body: '' }),
    },
  });
  const door = xprizoDoor({
    deposits: deposits.parts,
    pool,
    merchants,
    rateLimits,
    transfers: transfers.deps,
    transactionNumbers: new TransactionNumbers(pool),
    approvalPageUrl: (key) => `https://pay.example/approve/${key}`,
    isLive: false,
    callers: new ProfileCallers(pool, { tokens, merchants }, clock),
    pins: new Pins(pool),
    logins: new ProfileLogins(pool, tokens, clock),
    callerAddressOf: callerAddressFrom(trustedProxies),
    clock,
    checkUrl: (url) => checkDestination(url, true),
  });
  const server = openServer({
    doors: [door],
    checkReadiness: () => Promise.resolve([]),
    log,
  });
  const port = await server.listen('127.0.0.1', 0);
  return {
    url: `http://127.0.0.1:${port}`,
    pool,
    close: async () => {
      await server.close();
      await worker.stop();
      await transfers.close();
      await Promise.all([deposits, createLane, payinLane].map((each) => each.close()));
      await egress.close();
      revocations.stop();
      merchants.stop();
      await pool.end();
      await database?.drop();
    },
  };
}

export interface TestProfile {
  readonly merchantId: MerchantId;
  /** The profile id. */
  readonly merchantNo: number;
  readonly apiKey: string;
  readonly wallets: readonly Wallet[];
}

/** A profile with a key, and with a wallet that holds so many minor units for each of the currencies. */
export async function openProfile(
  { pool }: Pick<Gateway, 'pool'>,
  options: Partial<NewMerchant> & {
    readonly funds?: Readonly<Partial<Record<WalletCurrency, bigint>>>;
  } = {},
): Promise<TestProfile> {
  const { funds = { INR: 1_00_000_00n }, ...merchant } = options;
  const at = new Date();
  const merchantId = newId<'merchant'>(at.getTime());
  const order = { merchantId, actor: 'test', nowMs: at.getTime() };
  const { merchantNo } = await createMerchant(pool, {
    name: 'Test Profile',
    environment: 'sandbox',
    ...order,
    ...merchant,
  });
  for (const currency of Object.keys(funds) as WalletCurrency[]) {
    if (currency !== 'INR') {
      const walletNo = await newWalletNo(pool);
      const wallet = { walletNo, merchantId, currency, name: currency, isDefault: false };
      await transaction(pool, (tx) => openWallet(tx, { ...wallet, opensAccounts: true, at }));
    }
    const minor = funds[currency] ?? 0n;
    const fundingId = newId<'funding'>(at.getTime());
    if (minor > 0n)
      await fundWallet(pool, {
        actor: 'test',
        merchantId,
        fundingId,
        money: { minor, currency },
        at,
      });
  }
  const words = { name: 'test', description: '' };
  const { apiKey } = await createApiKey(pool, { ...order, merchantNo }, words);
  return { merchantId, merchantNo, apiKey, wallets: await walletsOf(pool, merchantId) };
}

/** The number of the profile's wallet in the currency. */
export function walletNoOf({ wallets }: TestProfile, currency: WalletCurrency): bigint {
  const wallet = wallets.find((one) => one.currency === currency);
  if (wallet === undefined) throw new Error(`The profile has no wallet in ${currency}.`);
  return wallet.walletNo;
}

export interface Reply {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
  /** Of an answer without a body: undefined. */
  readonly body: unknown;
}

export interface Sent {
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** `path` is relative to `/api`. Sends what the published samples send. */
export async function call(
  gateway: Pick<Gateway, 'url'>,
  profile: Pick<TestProfile, 'apiKey'> | undefined,
  path: string,
  { method, body, headers }: Sent = {},
): Promise<Reply> {
  const response = await fetch(`${gateway.url}/api${path}`, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: {
      accept: 'text/plain; x-api-version=1.0',
      'x-api-version': '1.0',
      ...(profile && { 'x-api-key': profile.apiKey }),
      ...(body !== undefined && { 'content-type': 'application/json; x-api-version=1.0' }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
  return {
    status: response.status,
    text,
    headers: response.headers,
    body: isJson && text !== '' ? JSON.parse(text) : undefined,
  };
}
