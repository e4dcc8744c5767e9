/** What a merchant's people see first: how much moved since midnight, and what waits for somebody. */
import type { Queryable } from '../db/connection.ts';
import { firstIdAt, type MerchantId } from '../kit/ids.ts';
import type { Currency } from '../kit/money.ts';
import { cameBack } from '../payments/payout-sets.ts';

export interface DayFlow {
  readonly currency: Currency;
  /** Pay-ins made since then that were paid. */
  readonly inCount: bigint;
  readonly inMinor: bigint;
  /** Payouts made since then that have not failed. */
  readonly outCount: bigint;
  readonly outMinor: bigint;
}

/** In the order of the currencies; those in which nothing moved are left out. Ids are ordered by time, so the key finds the day. */
export async function readDayFlows(
  db: Queryable,
  merchantId: MerchantId,
  since: Date,
): Promise<DayFlow[]> {
  const { rows } = await db.query<DayFlow>(
    `select currency, sum(in_count)::bigint as "inCount", sum(in_minor)::bigint as "inMinor",
       sum(out_count)::bigint as "outCount", sum(out_minor)::bigint as "outMinor"
     from (
       select currency, count(*) as in_count, sum(received_minor) as in_minor, 0 as out_count, 0 as out_minor
       from payins where merchant_id = $1 and payin_id >= $2 and status = 'succeeded' group by currency
       union all
       select currency, 0, 0, count(*), sum(amount_minor)
       from payouts where merchant_id = $1 and payout_id >= $2 and status not in ('failed', 'reversed')
       group by currency) flows
     group by currency order by currency <> 'INR', currency`,
    [merchantId, firstIdAt(since.getTime())],
  );
  return rows;
}

export interface Chores {
  /** Since midnight. */
  readonly failedPayouts: number;
  /** Up to 1,000. */
  readonly deadWebhooks: number;
  readonly runningBatches: number;
  /** Registered for the API, and not approved by the operator yet. */
  readonly waitingAddresses: number;
  readonly webhook: 'missing' | 'failing' | 'disabled' | 'fine';
}

export async function readChores(
  db: Queryable,
  merchantId: MerchantId,
  since: Date,
): Promise<Chores> {
  const { rows } = await db.query<Chores>(
    `select
       (select count(*)::int from payouts p
        where p.merchant_id = $1 and p.status = 'failed' and ${cameBack()} and p.payout_id >= $2) as "failedPayouts",
       (select count(*)::int from (
          select from outbox where merchant_id = $1 and topic = 'webhook' and state = 'dead' limit 1000) d) as "deadWebhooks",
       (select count(*)::int from payout_batches where merchant_id = $1 and ended_at is null) as "runningBatches",
       (select coalesce(max(cardinality(array(
          select unnest(registered_addresses) except select unnest(approved_addresses)))), 0)::int
        from xpayout_access where merchant_id = $1) as "waitingAddresses",
       coalesce((select case when status = 'disabled' then 'disabled'
            when failing_since is not null then 'failing' else 'fine' end
          from webhook_endpoints where merchant_id = $1 and scope = 'merchant'
          order by endpoint_id limit 1), 'missing') as webhook`,
    [merchantId, firstIdAt(since.getTime())],
  );
  const [chores] = rows;
  if (chores === undefined) throw new Error('The question of what waits was not answered.');
  return chores;
}
