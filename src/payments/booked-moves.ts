/** What the books say that a provider has moved, payment by payment, one stretch of one merchant's payments at a time. */
import type { Queryable } from '../db/connection.ts';

export interface BookedMove {
  readonly merchantNo: number;
  readonly paymentId: string;
  /** As contracts show it. */
  readonly number: string;
  /** In minor units. */
  readonly there: bigint;
  readonly back: bigint;
  /** Nobody knows the end of it, or it moved after the instant that was asked about. */
  readonly isUnderWay: boolean;
}

const paymentsAtOnce = 5_000;

/** `$1` is the merchant, `$2` the id after which to go on, `$3` the provider, `$4` the instant, `$5` how many. */
const texts = {
  out: `
    with page as (
      select p.payout_id as id, p.transaction_number, p.reserve_no, p.currency, p.status in ('queued', 'processing') as is_open
      from payouts p where p.merchant_id = $1 and p.payout_id > $2 order by p.payout_id limit $5
    )
    select s.id, s.transaction_number as number,
      exists (select from payout_attempts a where a.merchant_id = $1 and a.payout_id = s.id and a.provider = $3) as is_its,
      s.is_open or coalesce(moved.last_at >= $4, false) as "isUnderWay",
      coalesce(moved.there, 0)::bigint as there, coalesce(moved.back, 0)::bigint as back
    from page s
    cross join lateral (
      select sum(leg.amount) filter (where leg.credit ^@ 'payout_clearing:') as there,
        sum(leg.amount) filter (where leg.debit ^@ 'payout_clearing:') as back, max(j.recorded_at) as last_at
      from (
        select * from journals j where j.merchant_id = $1 and j.account = 'wallet:' || s.currency
          and j.resolves = s.reserve_no and j.kind = 'post'
        union all
        select * from journals j where j.merchant_id = $1 and j.subject_id = s.id and j.kind in ('record', 'reverse')
      ) j cross join lateral unnest(j.debits, j.credits, j.amounts_minor) as leg (debit, credit, amount)
    ) moved
    order by s.id`,
  in: `
    with page as (
      select i.payin_id as id, i.transaction_number, i.provider
      from payins i where i.merchant_id = $1 and i.payin_id > $2 order by i.payin_id limit $5
    )
    select s.id, s.transaction_number as number, s.provider = $3 as is_its,
      coalesce(moved.last_at >= $4, false) as "isUnderWay",
      coalesce(moved.there, 0)::bigint as there, coalesce(moved.back, 0)::bigint as back
    from page s
    cross join lateral (
      select sum(leg.amount) filter (where leg.debit ^@ 'payin_clearing:') as there,
        sum(leg.amount) filter (where leg.credit ^@ 'payin_clearing:' and not j.fact ^@ 'given_back:') as back,
        max(j.recorded_at) as last_at
      from journals j cross join lateral unnest(j.debits, j.credits, j.amounts_minor) as leg (debit, credit, amount)
      where j.merchant_id = $1 and j.subject_id = s.id and j.kind in ('record', 'reverse')
    ) moved
    order by s.id`,
} as const;

interface Row extends Omit<BookedMove, 'merchantNo' | 'paymentId'> {
  readonly id: string;
  readonly is_its: boolean;
}

export async function* readBookedMoves(
  db: Queryable,
  flow: 'out' | 'in',
  provider: string,
  now: Date,
): AsyncGenerator<BookedMove> {
  const { rows: merchants } = await db.query<{ merchant_id: string; merchant_no: number }>(
    'select merchant_id, merchant_no from merchants order by merchant_no',
  );
  for (const { merchant_id: merchantId, merchant_no: merchantNo } of merchants) {
    for (let after = '00000000-0000-0000-0000-000000000000'; ;) {
      const values = [merchantId, after, provider, now, paymentsAtOnce];
      const { rows } = await db.query<Row>(texts[flow], values);
      for (const { id, is_its, ...move } of rows)
        if (is_its) yield { ...move, merchantNo, paymentId: id };
      const last = rows.at(-1);
      if (last === undefined || rows.length < paymentsAtOnce) break;
      after = last.id;
    }
  }
}
