/** The deliveries of a merchant for people to read: listed newest first, and one with every attempt. */
import { arrayLiteral } from '../db/columns.ts';
import type { Queryable } from '../db/connection.ts';
import { afterAllIds, firstIdAt } from '../kit/ids.ts';
import { webhookIdOf } from './send.ts';

export type DeliveryState = 'pending' | 'delivered' | 'dead';

export interface Delivery {
  readonly deliveryId: string;
  /** What the receiver sees as `webhook-id`. */
  readonly webhookId: string;
  readonly endpointId: string;
  /** The payout it speaks of; for a ping the endpoint. */
  readonly subjectId: string;
  readonly subjectVersion: number;
  readonly state: DeliveryState;
  /** When it is tried next; null when it is not. */
  readonly nextAttemptAt: Date | null;
  readonly lastError: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface DeliveryAttempt {
  readonly attemptNo: number;
  readonly startedAt: Date;
  readonly durationMs: number;
  readonly httpStatus: number | null;
  readonly error: string | null;
  readonly replyHead: string | null;
}

export interface DeliveryFilter {
  readonly state?: DeliveryState;
  /** Of the payouts, pay-ins or transfers that they speak of, a handful; none: there are no deliveries. */
  readonly paymentIds?: readonly string[];
  /** The last `deliveryId` of the page before. */
  readonly before?: string;
  /** 1 to 200. */
  readonly limit?: number;
}

interface Row {
  outbox_id: string;
  target: string;
  subject_id: string;
  subject_version: number;
  state: string;
  due_at: Date;
  last_error: string | null;
  created_at: Date;
  updated_at: Date;
}

const columns = `o.outbox_id, o.target, o.subject_id, o.subject_version, o.state, o.due_at, o.last_error,
  o.created_at, o.updated_at`;
const largestPage = 200;

const storedStates: Readonly<Record<DeliveryState, readonly string[]>> = {
  pending: ['due', 'leased'],
  delivered: ['done'],
  dead: ['dead'],
};

export async function listDeliveries(
  db: Queryable,
  merchantId: string,
  filter: DeliveryFilter = {},
): Promise<Delivery[]> {
  const states = filter.state === undefined ? null : storedStates[filter.state];
  const limit = Math.max(1, Math.min(largestPage, filter.limit ?? 50));
  const { before = afterAllIds, paymentIds } = filter;
  if (paymentIds !== undefined)
    return listOfPayments(db, merchantId, paymentIds, states, before, limit);
  const { rows } = await db.query<Row>(
    // Dead ones have an index of their own, which is found only by the plain word.
    `select ${columns} from outbox o
     where o.merchant_id = $1 and o.topic = 'webhook' and o.outbox_id < $2
       and ${filter.state === 'dead' ? `o.state = 'dead' and $3::text[] is not null` : '($3::text[] is null or o.state = any ($3))'}
     order by o.outbox_id desc limit $4`,
    [merchantId, before, states, limit],
  );
  return rows.map(deliveryOf);
}

/** Promises are made in the commit of the change they speak of, so their ids lie beside its instant. */
const beforeChangeMs = 2_000;
const afterChangeMs = 10_000;

async function listOfPayments(
  db: Queryable,
  merchantId: string,
  paymentIds: readonly string[],
  states: readonly string[] | null,
  before: string,
  limit: number,
): Promise<Delivery[]> {
  const history = await db.query<{ at: Date }>(
    `select at from payout_changes where merchant_id = $1 and payout_id = any ($2::uuid[])
     union all select at from payin_history where merchant_id = $1 and payin_id = any ($2::uuid[])
     union all select at from transfer_history where merchant_id = $1 and transfer_id = any ($2::uuid[])`,
    [merchantId, arrayLiteral(paymentIds)],
  );
  const changes = history.rows.map(({ at }) => at.getTime());
  const { rows } = await db.query<Row>(
    `select distinct ${columns}
     from unnest($2::uuid[], $3::uuid[]) as w (first_id, last_id)
     join outbox o on o.merchant_id = $1 and o.outbox_id >= w.first_id and o.outbox_id < w.last_id
     where o.topic = 'webhook' and o.subject_id = any ($4::uuid[]) and o.outbox_id < $5
       and ($6::text[] is null or o.state = any ($6))
     order by o.outbox_id desc limit $7`,
    [
      merchantId,
      arrayLiteral(changes.map((atMs) => firstIdAt(atMs - beforeChangeMs))),
      arrayLiteral(changes.map((atMs) => firstIdAt(atMs + afterChangeMs))),
      arrayLiteral(paymentIds),
      before,
      states,
      limit,
    ],
  );
  return rows.map(deliveryOf);
}

/** Undefined when the merchant has no such delivery. */
export async function showDelivery(
  db: Queryable,
  merchantId: string,
  deliveryId: string,
): Promise<(Delivery & { payload: string; attempts: DeliveryAttempt[] }) | undefined> {
  const found = await db.query<Row & { payload: string | null }>(
    `select ${columns}, o.payload from outbox o
     where o.merchant_id = $1 and o.outbox_id = $2 and o.topic = 'webhook'`,
    [merchantId, deliveryId],
  );
  const [row] = found.rows;
  if (row === undefined) return undefined;
  const { rows: attempts } = await db.query<DeliveryAttempt>(
    `select attempt_no as "attemptNo", started_at as "startedAt", duration_ms as "durationMs",
       http_status as "httpStatus", error, reply_head as "replyHead"
     from webhook_attempts where merchant_id = $1 and outbox_id = $2 order by attempt_no`,
    [merchantId, deliveryId],
  );
  return { ...deliveryOf(row), payload: row.payload ?? '', attempts };
}

function deliveryOf(row: Row): Delivery {
  const state = row.state === 'done' ? 'delivered' : row.state === 'dead' ? 'dead' : 'pending';
  return {
    deliveryId: row.outbox_id,
    webhookId: webhookIdOf(row.outbox_id),
    endpointId: row.target,
    subjectId: row.subject_id,
    subjectVersion: row.subject_version,
    state,
    nextAttemptAt: state === 'pending' ? row.due_at : null,
    lastError: row.last_error,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
