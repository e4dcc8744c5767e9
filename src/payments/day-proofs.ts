/** Proofs that what is kept of days, for the overview and for lists, says what books, histories and payouts say. */
import type { Proof } from '../ledger/proofs.ts';
import { amountCounts } from './amount-counts.ts';
import type { DayTable } from './closed-days.ts';
import { dayCounts } from './day-counts.ts';

const isOut = `'payout_clearing:' || j.currency in (leg.credit, leg.debit)`;

/** The lowest id of a day, which begins at midnight UTC. */
const firstIdOf = (
  day: string,
) => `(select (substr(h.hex, 1, 8) || '-' || substr(h.hex, 9) || '-7000-0000-000000000000')::uuid
    from (select lpad(to_hex((extract(epoch from (${day})::timestamp) * 1000)::bigint), 12, '0') as hex) h)`;

/** Days of which the table remembers something else than is counted now. */
const forgotten = ({ name, columns, count }: DayTable) => `
  select t.merchant_id, t.day, '${name}' as name
  from ${name} t
  cross join lateral (${count(`p.merchant_id = t.merchant_id
    and p.payout_id >= ${firstIdOf('t.day')} and p.payout_id < ${firstIdOf('t.day + 1')}`)}) c (${columns})
  where t.merchant_id = any($1)
    and (${columnsOf('t', columns)}) is distinct from (${columnsOf('c', columns)})`;

function columnsOf(table: string, columns: string): string {
  return columns
    .split(', ')
    .map((column) => `${table}.${column}`)
    .join(', ');
}

export const dayProofs: readonly Proof[] = [
  {
    claim:
      'the days of the overview add up to what the journals counted so far say, and to no more failures than there are',
    sql: `with days as (
        select d.merchant_id, d.flow, d.currency, sum(d.succeeded_count) as succeeded, sum(d.failed_count) as failed,
          sum(d.reversed_count) as reversed, sum(d.moved_minor) as moved
        from payment_days d where d.merchant_id = any($1) group by 1, 2, 3
      ), passed as (
        select j.merchant_id, case when ${isOut} then 'out' else 'in' end as flow, j.currency,
          count(*) filter (where ${isOut} and j.kind = 'post') as succeeded,
          count(*) filter (where ${isOut} and j.kind = 'void') as failed,
          count(*) filter (where ${isOut} and j.kind = 'reverse' and leg.credit = j.account) as reversed,
          coalesce(sum(leg.amount * case when j.kind = 'void' then 0
            when 'payout_clearing:' || j.currency = leg.credit or 'payin_clearing:' || j.currency = leg.debit then 1
            else -1 end), 0) as moved
        from journals j
        join rollup_cursors c on c.merchant_id = j.merchant_id and c.account = j.account and j.journal_no <= c.journal_no
        cross join lateral unnest(j.debits, j.credits, j.amounts_minor) as leg (debit, credit, amount)
        where j.merchant_id = any($1) and j.kind <> 'reserve'
          and (${isOut} or 'payin_clearing:' || j.currency in (leg.credit, leg.debit))
        group by 1, 2, 3
      ), ended as (
        select h.merchant_id, 'in' as flow, i.currency, count(*) filter (where h.to_status = 'succeeded') as succeeded,
          0 as failed, count(*) filter (where h.to_status = 'reversed') as reversed, 0 as moved
        from payin_history h
        join payins i on i.merchant_id = h.merchant_id and i.payin_id = h.payin_id
        cross join lateral (
          select case h.to_status when 'succeeded' then min(j.journal_no) else max(j.journal_no) end as journal_no
          from journals j
          where j.merchant_id = h.merchant_id and j.subject_id = h.payin_id and j.kind in ('record', 'reverse')
            and j.recorded_at = h.at and split_part(j.fact, ':', 1)
              = any (case h.to_status when 'succeeded' then array['credited', 'released'] else array['returned', 'uncovered'] end)
        ) first
        join rollup_cursors c on c.merchant_id = h.merchant_id and c.account = 'wallet:' || i.currency
          and first.journal_no <= c.journal_no
        where h.merchant_id = any($1) and h.to_status in ('succeeded', 'reversed') and h.from_status <> h.to_status
        group by 1, 2, 3
      ), unpaid as (
        select h.merchant_id, 'in' as flow, i.currency, 0 as succeeded, count(*) as failed, 0 as reversed, 0 as moved
        from payin_history h
        join payins i on i.merchant_id = h.merchant_id and i.payin_id = h.payin_id
        where h.merchant_id = any($1) and h.to_status in ('expired', 'failed')
        group by 1, 2, 3
      ), truth as (
        select t.merchant_id, t.flow, t.currency, sum(t.succeeded) as succeeded, sum(t.failed) as failed,
          sum(t.reversed) as reversed, sum(t.moved) as moved
        from (select * from passed union all select * from ended union all select * from unpaid) t group by 1, 2, 3
      ), compared as (
        select coalesce(d.merchant_id, t.merchant_id) as merchant_id, coalesce(d.flow, t.flow) as flow,
          coalesce(d.currency, t.currency) as currency,
          array[coalesce(d.succeeded, 0), coalesce(d.failed, 0), coalesce(d.reversed, 0), coalesce(d.moved, 0)] as told,
          array[coalesce(t.succeeded, 0), coalesce(t.failed, 0), coalesce(t.reversed, 0), coalesce(t.moved, 0)] as meant
        from days d
        full join truth t on t.merchant_id = d.merchant_id and t.flow = d.flow and t.currency = d.currency
      )
      select merchant_id, 'money ' || flow || ' in ' || currency || ': the days say ' || told[1] || ' succeeded, ' || told[2]
        || ' failed, ' || told[3] || ' reversed, ' || told[4] || ' moved, the books ' || meant[1] || ', ' || meant[2] || ', '
        || meant[3] || ' and ' || meant[4] as what
      from compared
      where (told[1], told[3], told[4]) <> (meant[1], meant[3], meant[4])
        or (case flow when 'out' then told[2] <> meant[2] else told[2] > meant[2] end)`,
  },
  {
    claim: 'what is remembered of the payouts of days that are over is what those days had',
    sql: `select r.merchant_id, r.name || ' is wrong of ' || r.day as what
      from (${forgotten(dayCounts)} union all ${forgotten(amountCounts)}) r`,
  },
];
