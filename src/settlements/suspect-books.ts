/**
 * Merchants whose counters do not fit, found without reading their history: what a wallet stands at is what was counted
 * of it and what has come since, and what it holds is for what is under way. One statement, so one moment.
 */
import type { Queryable } from '../db/connection.ts';
import type { MerchantId } from '../kit/ids.ts';
import { isOpen } from '../payments/payout-sets.ts';

/** Of wallets of which more is not counted yet, nothing is said: the counting is behind, and the night finds them. */
const mostUncounted = 10_000;

/**
 * With more under way than that, as behind a bank that has been away for hours, nothing is said of what is held: reading all
 * of it every minute would take from the payments what they need. The night finds it.
 */
const mostUnderWay = 50_000;

/** Bound to `$1`, what is uncounted, and `$2`, what is under way. */
const text = `
  with under_way as materialized (select * from (
    select p.merchant_id, p.currency, p.amount_minor + p.fee_minor + p.gst_minor as held_minor
    from payouts p where ${isOpen()}
    union all
    select s.merchant_id, 'INR', s.amount_minor from settlements s
    where s.status in ('requested', 'approved', 'converted', 'sent')
    union all
    select t.merchant_id, t.currency, t.amount_minor
    from outbox o
    join transfers t on t.merchant_id = o.merchant_id and t.transfer_id = o.outbox_id and t.status = 'held'
    where o.topic in ('transfer', 'hold') and o.state in ('due', 'leased')) as every_one
    limit $2::int + 1
  ), held as (
    select merchant_id, 'wallet:' || currency as account, sum(held_minor) as held_minor from under_way group by 1, 2
  )
  select distinct a.merchant_id
  from accounts a
  left join rollup_cursors c on c.merchant_id = a.merchant_id and c.account = a.account
  left join account_sums s on s.merchant_id = a.merchant_id and s.account = a.account
  left join held h on h.merchant_id = a.merchant_id and h.account = a.account
  cross join lateral (
    select coalesce(sum(p.amount_minor * case when p.credit_account = a.account then 1 else -1 end), 0) as minor
    from postings p
    where p.merchant_id = a.merchant_id and p.ordered_by = a.account and p.journal_no > coalesce(c.journal_no, 0)
      and p.kind in ('post', 'record', 'reverse') and a.account in (p.credit_account, p.debit_account)
  ) since
  where a.ruled and a.journal_count - coalesce(c.journal_no, 0) <= $1
    and (a.posted_minor <> coalesce(s.posted_minor, 0) + since.minor
      or a.held_minor <> coalesce(h.held_minor, 0) and (select count(*) <= $2::int from under_way))`;

export async function findSuspects(
  db: Queryable,
  most = { uncounted: mostUncounted, underWay: mostUnderWay },
): Promise<MerchantId[]> {
  const values = [most.uncounted, most.underWay];
  const { rows } = await db.query<{ merchant_id: MerchantId }>(text, values);
  return rows.map(({ merchant_id }) => merchant_id);
}
