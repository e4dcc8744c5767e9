/** Years of business in one go: payouts with their history, holds and promises, in the shapes that the gateway writes. */
import { benchFees } from './seed.ts';
import { onDatabase } from './stage.ts';

/** The first merchant is the big one; these many after it share the rest. */
export const merchantsWithHistory = 750;

export interface HistoryOrder {
  readonly payouts: number;
  /** A quarter of all payouts belongs to one merchant; or all of them. */
  readonly withBigMerchant: boolean | 'only';
  /** How many merchants share what is not the big one's. */
  readonly among?: number;
}

export async function fillHistory(url: string, order: HistoryOrder): Promise<void> {
  await onDatabase(url, async (client) => {
    await client.query('set synchronous_commit = off');
    await client.query("set work_mem = '256MB'");
    await client.query(pastPayouts(order));
    for (const statement of rowsOfPayouts) await client.query(statement);
    await client.query('drop table past');
    await client.query('vacuum (analyze)');
    await client.query('checkpoint');
  });
}

/**
 * One row per payout in the order of time: whose it is, the how manieth of how many of its merchant, and what became
 * of it. The newest of each merchant are still open; of the others one in fifty failed and one in two hundred was reversed.
 */
function pastPayouts({
  payouts,
  withBigMerchant,
  among = merchantsWithHistory,
}: HistoryOrder): string {
  const owner =
    withBigMerchant === 'only'
      ? '0'
      : withBigMerchant
        ? `case when i % 4 = 0 then 0 else 1 + (i - i / 4 - 1) % ${among} end`
        : `1 + (i - 1) % ${among}`;
  return `
    create unlogged table past as
    with owned as (
      select i, ${owner} as merchant_index,
        date_trunc('day', now()) - interval '180 days'
          + (i * 15552000000 / ${payouts}) * interval '1 millisecond' as at,
        500000 + (i::bigint * 7919 * 104729) % 20000000 as amount_minor
      from generate_series(1, ${payouts}) i
    ), numbered as (
      select *, row_number() over (partition by merchant_index order by i) as k,
        count(*) over (partition by merchant_index) as n
      from owned
    ), known as (
      select row_number() over (order by merchant_no) - 1 as merchant_index, merchant_id
      from merchants where name like 'Merchant %'
    ), priced as (
      select *, floor(amount_minor * ${benchFees.basisPoints} / 10000.0 + 0.5)::bigint + ${benchFees.flatMinor} as fee_minor
      from numbered
    )
    select i, k, n, merchant_id, at, amount_minor, fee_minor,
      floor(fee_minor * ${benchFees.gstBasisPoints} / 10000.0 + 0.5)::bigint as gst_minor,
      (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || lpad(to_hex(i % 4096), 3, '0')
        || 'a' || substr(md5(i::text), 1, 15))::uuid as payout_id,
      'TX' || to_char(at, 'YYMMDD') || lpad(i::text, 8, '0') as transaction_number,
      case when k > n - 2 then 'queued' when k > n - 4 then 'processing'
        when k % 50 = 7 then 'failed' when k % 200 = 9 then 'reversed' else 'succeeded' end as status
    from priced p join known using (merchant_index)
    order by i`;
}

const legs = `array['wallet:INR', 'wallet:INR', 'wallet:INR'],
  array['payout_clearing:INR', 'fee_income:INR', 'gst_payable:INR'], array[amount_minor, fee_minor, gst_minor]`;
const swappedLegs = `array['payout_clearing:INR', 'fee_income:INR', 'gst_payable:INR'],
  array['wallet:INR', 'wallet:INR', 'wallet:INR'], array[amount_minor, fee_minor, gst_minor]`;
const isOpen = `status in ('queued', 'processing')`;
const versions = `case status when 'queued' then 1 when 'processing' then 2 when 'reversed' then 4 else 3 end`;

// A merchant's journals: its funding is number 1, then all holds, then all ends of holds, then all returns.
const rowsOfPayouts: readonly string[] = [
  `insert into payouts
   select merchant_id, payout_id, ${versions}, status,
     case status when 'queued' then 'accepted' else 'provider' end, 'xoompe', transaction_number, 'INV-' || i,
     'Asha Rao', lpad((i % 900000 + 100000000000)::text, 12, '0'), 'HDFC0001234', 'INR',
     amount_minor, fee_minor, gst_minor, k + 1, case when status <> 'queued' then 'imps' end,
     case when status in ('succeeded', 'reversed') then lpad((600000000000 + i)::text, 12, '0') end,
     case status when 'failed' then 'Account does not exist' end, at,
     case when status <> 'queued' then at + interval '4 seconds' end
   from past order by i`,
  `insert into payout_history
   select merchant_id, payout_id, v, (array[null, 'queued', 'processing', 'succeeded'])[v],
     case when v < 3 then (array['queued', 'processing'])[v]
       when v = 3 and status = 'failed' then 'failed' when v = 3 then 'succeeded' else status end,
     'provider', at + (v - 1) * interval '2 seconds'
   from past cross join lateral generate_series(2, ${versions}) v order by i`,
  `insert into outbox (merchant_id, outbox_id, topic, subject_id, subject_version, target, payload, state,
     due_at, claims, created_at, updated_at)
   select merchant_id, payout_id, 'payout', payout_id, 1, '', null,
     case when ${isOpen} then 'due' else 'done' end, at, 1, at, at + interval '4 seconds'
   from past order by i`,
  `insert into journals
   select merchant_id, 'wallet:INR', k + 1, 'reserve', 'INR', payout_id, 'payout.created', null, ${legs}, at
   from past order by i`,
  `insert into journals
   select merchant_id, 'wallet:INR', 1 + n + k, case status when 'failed' then 'void' else 'post' end, 'INR', payout_id,
     'payout.ended', k + 1, ${legs}, at + interval '4 seconds'
   from past where not ${isOpen} order by i`,
  `insert into journals
   select p.merchant_id, 'wallet:INR', 1 + n + (n - least(n, 4)) + row_number() over (partition by p.merchant_id order by k),
     'reverse', 'INR', payout_id, 'payout.reversed', null, ${swappedLegs}, at + interval '1 day'
   from past p where status = 'reversed'`,
  `update accounts a
   set posted_minor = posted_minor - paid, held_minor = held, journal_count = journal_count + journals
   from (
     select merchant_id, count(*) + count(*) filter (where not ${isOpen}) + count(*) filter (where status = 'reversed') as journals,
       coalesce(sum(amount_minor + fee_minor + gst_minor) filter (where status = 'succeeded'), 0) as paid,
       coalesce(sum(amount_minor + fee_minor + gst_minor) filter (where ${isOpen}), 0) as held
     from past group by merchant_id
   ) totals
   where a.merchant_id = totals.merchant_id and a.account = 'wallet:INR'`,
];
