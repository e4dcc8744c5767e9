/** The real server of the contract on a real database, and merchants who sign what they send. */
import { createHash, createHmac, randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { openPool, type Pool } from '../../../src/db/connection.ts';
import { xpayoutDoor } from '../../../src/dialects/xpayout/door.ts';
import { callerAddressFrom } from '../../../src/http/caller-address.ts';
import { openServer } from '../../../src/http/server.ts';
import { ApiCallers } from '../../../src/identity/api-callers.ts';
import { issueApiCredential } from '../../../src/identity/api-credentials.ts';
import type { ApiCredential, InitialAccess } from '../../../src/identity/api-credentials.ts';
import { RateLimits } from '../../../src/identity/rate-limits.ts';
import { openNonceLane } from '../../../src/identity/request-nonces.ts';
import { systemClock, type Clock } from '../../../src/kit/clock.ts';
import { newId, type MerchantId } from '../../../src/kit/ids.ts';
import { createSealer, type Sealer } from '../../../src/kit/seal.ts';
import { ZoneClock } from '../../../src/kit/zone-clock.ts';
import { fundWallet } from '../../../src/merchants/fund-wallet.ts';
import { createMerchant, type NewMerchant } from '../../../src/merchants/create-merchant.ts';
import { liftedLimits } from '../../../src/merchants/merchant.ts';
import { openCreateLane } from '../../../src/payments/create-lane.ts';
import { OrderNumbers } from '../../../src/payments/order-numbers.ts';
import type { RailWindow } from '../../../src/providers/provider.ts';
import { Downloads } from '../../../src/reports/downloads.ts';
import type { OffSwitches } from '../../../src/switches/off-switches.ts';
import { checkDestination } from '../../../src/webhooks/destination.ts';
import { createTestDatabase } from '../../kit/database.ts';
import { isShardedRun } from '../../kit/test-server.ts';

export interface Gateway {
  readonly url: string;
  readonly pool: Pool;
  readonly databaseUrl: string;
  readonly sealer: Sealer;
  readonly downloads: Downloads;
  close(): Promise<void>;
}

export interface GatewayOptions {
  readonly clock?: Clock;
  readonly trustedProxies?: readonly string[];
  /** What an operator has switched off. */
  readonly off?: () => Promise<OffSwitches>;
  /** Shares the database of another gateway, as a second process would. */
  readonly beside?: Gateway;
}

const always = { opensAtMinute: null, closesAtMinute: null, workingDaysOnly: false };
const any: RailWindow = { ...always, minimumMinor: 1n, maximumMinor: null };
const allDay = { IMPS: any, NEFT: any, RTGS: any, UPI: any };

export async function openGateway(options: GatewayOptions = {}): Promise<Gateway> {
  const { beside, clock = systemClock, trustedProxies = [], off } = options;
  const database = beside === undefined ? await createTestDatabase() : undefined;
  const databaseUrl = database?.url ?? beside?.databaseUrl ?? '';
  const sealer = beside?.sealer ?? createSealer([{ keyId: 'test', key: Buffer.alloc(32, 7) }]);
  const pool = openPool(databaseUrl, 'test', 10);
  const lanes = { url: databaseUrl, oneMerchantPerCommit: isShardedRun };
  const createLane = openCreateLane({ ...lanes, ...(off && { off }) });
  const nonceLane = openNonceLane(lanes);
  const rateLimits = new RateLimits(pool);
  const downloads = new Downloads();
  const zone = new ZoneClock('Asia/Kolkata');
  const door = xpayoutDoor({
    pool,
    createLane,
    payoutProvider: { name: 'test-bank', windows: allDay },
    nonceLane,
    zone,
    clock,
    numbers: new OrderNumbers(pool, zone),
    rateLimits,
    downloads,
    callers: new ApiCallers(pool, sealer),
    callerAddressOf: callerAddressFrom(trustedProxies),
    ifscExists: (code) => code === 'SBIN0001808',
    checkUrl: (url) => checkDestination(url, true),
    // Nothing is collected here: the other direction has tests on the whole gateway.
    payPage: () => Promise.resolve({ status: 404, headers: {}, body: '' }),
    providerCallback: () => Promise.resolve(undefined),
    brand: 'XPayout',
    isSecure: true,
  });
  const server = openServer({
    doors: [door],
    checkReadiness: () => Promise.resolve([]),
    log: pino({ level: 'silent' }),
  });
  const port = await server.listen('127.0.0.1', 0);
  return {
    url: `http://127.0.0.1:${port}`,
    pool,
    databaseUrl,
    sealer,
    downloads,
    close: async () => {
      await server.close();
      await Promise.all([createLane.close(), nonceLane.close()]);
      await pool.end();
      await database?.drop();
    },
  };
}

export interface TestMerchant extends ApiCredential {
  readonly merchantId: MerchantId;
  readonly merchantNo: number;
}

const openAccess: InitialAccess = {
  hmacMode: 'required',
  marketplaceCode: 'STANDARD',
  apiEnabled: true,
  registeredAddresses: ['127.0.0.1'],
  approvedAddresses: ['127.0.0.1'],
};

/** Ready to send orders from this machine, with a lakh of rupees. */
export async function openMerchant(
  { pool, sealer }: Pick<Gateway, 'pool' | 'sealer'>,
  options: Partial<NewMerchant> & {
    readonly access?: Partial<InitialAccess>;
    readonly fundMinor?: bigint;
  } = {},
): Promise<TestMerchant> {
  const { access, fundMinor = 1_00_000_00n, ...merchant } = options;
  const at = new Date();
  const merchantId = newId<'merchant'>(at.getTime());
  const order = { merchantId, actor: 'test', nowMs: at.getTime() };
  const { merchantNo } = await createMerchant(pool, {
    name: 'Test Merchant',
    environment: 'sandbox',
    // What is sent here by the thousand is not about limits.
    limits: liftedLimits,
    ...order,
    ...merchant,
  });
  if (fundMinor > 0n) {
    const money = { minor: fundMinor, currency: 'INR' } as const;
    await fundWallet(pool, {
      actor: 'test',
      merchantId,
      fundingId: newId<'funding'>(at.getTime()),
      money,
      at,
    });
  }
  const credential = await issueApiCredential(pool, {
    ...order,
    merchantNo,
    sealer,
    access: { ...openAccess, ...access },
  });
  return { merchantId, merchantNo, ...credential };
}

/** A request as it goes over the wire; written by hand here, so that it proves what the door expects. */
export interface Sent {
  readonly path: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

export interface ToSign {
  readonly route: string;
  readonly method?: 'GET' | 'POST';
  /** Behind `?route=NAME`, such as `&order_id=A-1`. */
  readonly query?: string;
  readonly body?: unknown;
  readonly atMs?: number;
  readonly nonce?: string;
  readonly path?: string;
}

export function signed(
  { apiKey, apiSecret }: ApiCredential,
  { route, query = '', body, path = '/sitemap.xml', atMs = Date.now(), ...rest }: ToSign,
): Sent {
  const { method = body === undefined ? 'GET' : 'POST', nonce = randomUUID() } = rest;
  const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body);
  const timestamp = String(Math.floor(atMs / 1_000));
  const digest = createHash('sha256').update(text).digest('hex');
  const base = [method, route, timestamp, nonce, digest].join('\n');
  return {
    path: `${path}?route=${route}${query}`,
    method,
    headers: {
      'x-api-key': apiKey,
      'x-timestamp': timestamp,
      'x-nonce': nonce,
      'x-signature': createHmac('sha256', apiSecret).update(base).digest('hex'),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: text }),
  };
}

export interface Reply {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
  readonly body: {
    readonly ok: boolean;
    readonly code?: string;
    readonly message: string;
    readonly data?: Readonly<Record<string, unknown>>;
    readonly errors?: Readonly<Record<string, string[]>>;
  };
}

export async function send(gateway: Pick<Gateway, 'url'>, sent: Sent): Promise<Reply> {
  const { path, method, headers, body } = sent;
  const response = await fetch(gateway.url + path, {
    method,
    headers,
    ...(body !== undefined && { body }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
  const read = isJson ? (JSON.parse(text) as Reply['body']) : { ok: false, message: text };
  return { status: response.status, text, headers: response.headers, body: read };
}

export function call(
  gateway: Pick<Gateway, 'url'>,
  merchant: ApiCredential,
  toSign: ToSign,
): Promise<Reply> {
  return send(gateway, signed(merchant, toSign));
}

/** A payout order of 100.00 rupees to a bank account. */
export function payout(fields: object = {}, meta: object = {}): Record<string, unknown> {
  return {
    service_type: 'payout',
    order_id: `ORDER-${randomUUID()}`,
    reference_id: 'PREF10001',
    amount: 100,
    currency: 'INR',
    meta: {
      mode: 'imps',
      account_number: '123456789012',
      ifsc: 'ABCD0123456',
      bank_name: 'Test Bank',
      beneficiary_firstname: 'Asha',
      beneficiary_lastname: 'Rao',
      ...meta,
    },
    ...fields,
  };
}
