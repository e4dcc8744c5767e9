/** The real server of the contract on a real database, and merchants who call it. */
import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import { openPool, type Pool } from '../../../src/db/connection.ts';
import { xoompeDoor } from '../../../src/dialects/xoompe/door.ts';
import { callerAddressFrom } from '../../../src/http/caller-address.ts';
import { openServer, type ServerLimits } from '../../../src/http/server.ts';
import { AccessTokens } from '../../../src/identity/access-tokens.ts';
import { Admission } from '../../../src/identity/admission.ts';
import { createCredential, type ClientSecret } from '../../../src/identity/credentials.ts';
import { signingKeysOf } from '../../../src/identity/keys.ts';
import { RateLimits } from '../../../src/identity/rate-limits.ts';
import { Revocations } from '../../../src/identity/revocations.ts';
import { Sessions } from '../../../src/identity/sessions.ts';
import { createUser } from '../../../src/identity/users.ts';
import type { Role } from '../../../src/identity/caller.ts';
import { systemClock, type Clock } from '../../../src/kit/clock.ts';
import { newId, type MerchantId } from '../../../src/kit/ids.ts';
import { fundWallet } from '../../../src/merchants/fund-wallet.ts';
import { MerchantAccess } from '../../../src/merchants/access.ts';
import { createMerchant, type NewMerchant } from '../../../src/merchants/create-merchant.ts';
import { liftedLimits } from '../../../src/merchants/merchant.ts';
import { openCreateLane } from '../../../src/payments/create-lane.ts';
import { NumberSupply } from '../../../src/payments/numbers.ts';
import type { OffSwitches } from '../../../src/switches/off-switches.ts';
import { createTestDatabase } from '../../kit/database.ts';
import type { Wire } from './wire.ts';

export interface GatewayOptions {
  readonly timeZone?: string;
  readonly basePath?: string;
  readonly clock?: Clock;
  readonly trustedProxies?: readonly string[];
  readonly limits?: Partial<ServerLimits>;
  readonly ifscExists?: (code: string) => boolean;
  /** Shares the database of another gateway, as a second process would. */
  readonly beside?: Gateway;
  readonly wire?: Wire;
  readonly onLog?: (line: string) => void;
  readonly obstacles?: () => Promise<readonly string[]>;
  /** What an operator has switched off. */
  readonly off?: () => Promise<OffSwitches>;
}

export interface Gateway {
  readonly url: string;
  readonly base: string;
  readonly port: number;
  readonly pool: Pool;
  readonly databaseUrl: string;
  readonly signingSecret: string;
  close(): Promise<void>;
}

export async function openGateway(options: GatewayOptions = {}): Promise<Gateway> {
  const { beside, clock = systemClock, basePath = '/XoomPeAPI', timeZone = 'UTC' } = options;
  const database = beside === undefined ? await createTestDatabase() : undefined;
  const directUrl = database?.url ?? beside?.databaseUrl ?? '';
  const databaseUrl = options.wire?.lead(directUrl) ?? directUrl;
  const signingSecret = beside?.signingSecret ?? randomBytes(32).toString('hex');
  const pool = openPool(databaseUrl, 'test', 10);
  const access = new MerchantAccess(pool);
  const revocations = new Revocations(pool, clock, 3_600_000);
  const rateLimits = new RateLimits(pool);
  const tokens = new AccessTokens(
    {
      keys: signingKeysOf([{ kid: 'test', secret: signingSecret }]),
      issuer: 'hundi',
      audience: 'xoompe',
      lifeSeconds: 3_600,
    },
    revocations,
    clock,
  );
  const sessions = new Sessions(pool, tokens, revocations, { refreshSecret: signingSecret }, clock);
  const createLane = openCreateLane({
    ...{ url: databaseUrl, oneMerchantPerCommit: false },
    ...(options.off && { off: options.off }),
  });
  const door = xoompeDoor({
    pool,
    createLane,
    numbers: new NumberSupply(pool, 'TX', timeZone),
    admission: new Admission(tokens, access),
    sessions,
    rateLimits,
    callerAddressOf: callerAddressFrom(options.trustedProxies ?? []),
    clock,
    ifscExists: options.ifscExists ?? (() => true),
    settings: { basePath, timeZone, brand: 'XoomPe' },
  });
  const server = openServer({
    doors: [door],
    checkReadiness: options.obstacles ?? (() => Promise.resolve([])),
    log: pino({ level: 'debug' }, { write: options.onLog ?? (() => undefined) }),
    ...(options.limits && { limits: options.limits }),
  });
  await revocations.start();
  access.start();
  const port = await server.listen('127.0.0.1', 0);
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    base: url + basePath,
    port,
    pool,
    databaseUrl,
    signingSecret,
    close: async () => {
      await server.close();
      access.stop();
      revocations.stop();
      await createLane.close();
      await pool.end();
      await database?.drop();
    },
  };
}

export interface TestMerchant extends ClientSecret {
  readonly merchantId: MerchantId;
  readonly merchantNo: number;
}

/** With a lakh of rupees for every payout of the samples, and limits lifted unless they are the point. */
export async function openMerchant(
  { pool }: Gateway,
  options: Partial<NewMerchant> & { readonly fundMinor?: bigint } = {},
): Promise<TestMerchant> {
  const { fundMinor = 1_000_000_00n, ...merchant } = options;
  const at = new Date();
  const merchantId = newId<'merchant'>(at.getTime());
  const order = { merchantId, actor: 'test', nowMs: at.getTime() };
  const { merchantNo } = await createMerchant(pool, {
    name: 'Test Merchant',
    environment: 'sandbox',
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
  const client = await createCredential(pool, { ...order, merchantNo });
  return { merchantId, merchantNo, ...client };
}

export async function openUser(
  { pool }: Gateway,
  merchantId: MerchantId,
  role: Role,
): Promise<{ email: string; password: string }> {
  const login = { email: `${newId(Date.now())}@example.com`, password: 'correct horse battery' };
  const userId = newId<'user'>(Date.now());
  await createUser(pool, {
    ...login,
    merchantId,
    userId,
    role,
    actor: 'test',
    nowMs: Date.now(),
  });
  return login;
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** What the body says; `undefined` when it is not JSON. */
  readonly body: unknown;
}

/** `path` is relative to the base path of the contract. A string body is sent as it stands. */
export async function call(
  gateway: Gateway,
  path: string,
  options: {
    readonly method?: string;
    readonly token?: string | undefined;
    readonly body?: unknown;
    readonly headers?: Readonly<Record<string, string>>;
  } = {},
): Promise<Reply> {
  const { token, body, method = body === undefined ? 'GET' : 'POST' } = options;
  const response = await fetch(gateway.base + path, {
    method,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...options.headers,
    },
    ...(body !== undefined && {
      body: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
    }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: parsed(text) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

export async function tokenOf(gateway: Gateway, login: unknown): Promise<string> {
  const reply = await call(gateway, '/token', { body: login });
  if (reply.status !== 200) throw new Error(`No token: ${reply.text}`);
  return (reply.body as { accessToken: string }).accessToken;
}

export const johnDoe = {
  beneficiaryName: 'John Doe',
  beneficiaryAccountNumber: '123456789012',
  ifsc: 'ABCD0123456',
  amount: 5000,
} as const;
