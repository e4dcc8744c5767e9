import { randomBytes } from 'node:crypto';
import type { TestContext } from 'node:test';
import { openPool, transaction, type Pool } from '../../src/db/connection.ts';
import { approvalSecretsOf } from '../../src/identity/approval-secrets.ts';
import { firstIdAt, newId, type MerchantId } from '../../src/kit/ids.ts';
import { createSealer } from '../../src/kit/seal.ts';
import { createMerchant } from '../../src/merchants/create-merchant.ts';
import { openEndpointSecrets } from '../../src/merchants/endpoint-secrets.ts';
import { setEndpoint } from '../../src/merchants/endpoints.ts';
import { writePromises } from '../../src/outbox/outbox.ts';
import { createWebhookWorker, type WebhookWorker } from '../../src/webhooks/deliver.ts';
import type { WebhookWorkerOptions } from '../../src/webhooks/deliver.ts';
import { createEgress } from '../../src/webhooks/egress.ts';
import type { WebhookLog } from '../../src/webhooks/log.ts';
import { newWebhookSecret } from '../../src/webhooks/sign.ts';
import { createTestDatabase } from '../kit/database.ts';

export const sealer = createSealer([{ keyId: 'test', key: randomBytes(32) }]);
export const approvalKey = randomBytes(32);
export const newSecret = (): string => newWebhookSecret(randomBytes);
export const quietLog = { info: () => undefined, warn: () => undefined, error: console.error };

/** A database of its own for each test: clocks run ahead, and a worker takes whatever is due. */
export async function poolFor(t: TestContext): Promise<Pool> {
  const database = await createTestDatabase();
  const pool = openPool(database.url, 'webhook tests', 10);
  t.after(async () => {
    await pool.end();
    await database.drop();
  });
  return pool;
}

export interface Hearer {
  readonly merchantId: MerchantId;
  readonly endpointId: string;
  readonly secret: string;
}

/** A merchant that wants to hear at this URL. */
export async function hearAt(pool: Pool, url: string, nowMs = Date.now()): Promise<Hearer> {
  const merchantId = newId<'merchant'>(nowMs);
  const name = 'Asha Stores';
  await createMerchant(pool, { merchantId, name, environment: 'sandbox', actor: 'test', nowMs });
  const change = { url, actor: 'test', nowMs, sealer, newSecret };
  const { endpointId, secret } = await setEndpoint(pool, merchantId, change);
  return { merchantId, endpointId, secret };
}

export interface Event {
  readonly outboxId: string;
  readonly subjectId: string;
  readonly payload: string;
}

// Ids of the program never go back in time; the clocks of these tests do.
function idAt(at: Date, index: number): string {
  const count = index.toString(16).padStart(3, '0');
  return `${firstIdAt(at.getTime()).slice(0, 15)}${count}-a000-${randomBytes(6).toString('hex')}`;
}

/** Events in the outbox as the payments leave them there, due at once. */
export async function promise(
  pool: Pool,
  hearer: Hearer,
  count: number,
  at = new Date(),
): Promise<Event[]> {
  const events = Array.from({ length: count }, (_, index) => ({
    outboxId: idAt(at, index),
    subjectId: idAt(at, index),
    payload: JSON.stringify({
      event: 'transaction.status.updated',
      data: { n: index, amount: 5000.5, beneficiaryName: 'आशा 😀' },
    }),
  }));
  await transaction(pool, async (tx) => {
    const promised = events.map((event) => ({
      ...event,
      merchantId: hearer.merchantId,
      topic: 'webhook' as const,
      subjectVersion: 2,
      target: hearer.endpointId,
      at,
    }));
    await Promise.all(writePromises(tx, promised));
  });
  return events;
}

export interface HandClock {
  now(): Date;
  forward(ms: number): void;
}

export function handClock(start = Date.now()): HandClock {
  let ms = start;
  return { now: () => new Date(ms), forward: (by) => (ms += by) };
}

export type WorkerSetting = Partial<WebhookWorkerOptions> & {
  readonly clock?: { now(): Date };
  readonly allowLoopback?: boolean;
  readonly log?: WebhookLog;
  /** How long one delivery may take. */
  readonly totalTimeoutMs?: number;
};

export function workerFor(t: TestContext, pool: Pool, setting: WorkerSetting = {}): WebhookWorker {
  const {
    clock = { now: () => new Date() },
    allowLoopback = true,
    log = quietLog,
    totalTimeoutMs = 2_000,
    ...options
  } = setting;
  const egress = createEgress({ allowLoopback, connectTimeoutMs: 500, totalTimeoutMs });
  const worker = createWebhookWorker({
    pool,
    egress,
    openApiSecret: (_, sealed) => sealed,
    approvalSecretsOf: (profileId) => approvalSecretsOf([approvalKey], profileId),
    openSecrets: (endpoint, nowMs) => openEndpointSecrets(sealer, endpoint, nowMs),
    clock,
    log,
    options: { userAgent: 'Hundi/1', random: () => 0, pollMs: 50, stopMs: 2_000, ...options },
  });
  t.after(async () => {
    await worker.stop();
    await egress.close();
  });
  return worker;
}

export interface OutboxState {
  readonly state: string;
  readonly due_at: Date;
  readonly claims: number;
  readonly last_error: string | null;
}

export async function stateOf(pool: Pool, outboxId: string): Promise<OutboxState> {
  const { rows } = await pool.query<OutboxState>(
    'select state, due_at, claims, last_error from outbox where outbox_id = $1',
    [outboxId],
  );
  if (rows[0] === undefined) throw new Error('No such event.');
  return rows[0];
}

export async function countStates(pool: Pool, hearer: Hearer): Promise<Record<string, number>> {
  const { rows } = await pool.query<{ state: string; count: number }>(
    'select state, count(*)::int as count from outbox where merchant_id = $1 group by state',
    [hearer.merchantId],
  );
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
}
