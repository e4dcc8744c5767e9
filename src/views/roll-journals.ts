/**
 * Counts what the journals say has happened. Every journal of an account has the number after the one before it, so a
 * cursor says exactly what has been counted: the counts and the cursor move in one commit, or not at all.
 */
import type { Transaction } from '../db/connection.ts';
import { stepOf } from './roll-steps.ts';

interface Stretch {
  merchant_id: string;
  account: string;
  after_no: bigint;
  up_to_no: bigint;
}

/** Bounds how long one commit takes. */
const accountsAtOnce = 200;
const journalsAtOnce = 5_000n;
/** A stretch that passes a multiple of it leaves a mark where it ends: what each account of the merchant stands at. */
const journalsBetweenMarks = 1_000n;

/**
 * One commit's worth. Resolves to how many journals were counted; 0: nothing was left. Whoever calls holds the turn, so
 * that no journal is counted twice. `timeZone` says where a day begins.
 */
export async function rollJournals(tx: Transaction, timeZone: string): Promise<bigint> {
  const stretches = await findStretches(tx);
  if (stretches.length === 0) return 0n;
  const columns = [
    stretches.map((stretch) => stretch.merchant_id),
    stretches.map((stretch) => stretch.account),
    stretches.map((stretch) => stretch.after_no),
    stretches.map((stretch) => stretch.up_to_no),
  ];
  await tx.query(countStretches, [...columns, timeZone]);
  await tx.query(markBalances, [...columns, journalsBetweenMarks]);
  return stretches.reduce((sum, { after_no, up_to_no }) => sum + up_to_no - after_no, 0n);
}

/** As many accounts as have news, until there are enough journals for one commit. */
async function findStretches(tx: Transaction): Promise<Stretch[]> {
  const { rows } = await tx.query<Stretch>(
    `select a.merchant_id, a.account, coalesce(c.journal_no, 0) as after_no,
       least(a.journal_count, coalesce(c.journal_no, 0) + $2) as up_to_no
     from accounts a
     left join rollup_cursors c on c.merchant_id = a.merchant_id and c.account = a.account
     where a.ruled and a.journal_count > coalesce(c.journal_no, 0)
     limit $1`,
    [accountsAtOnce, journalsAtOnce],
  );
  let room = journalsAtOnce;
  return rows.filter(({ after_no, up_to_no }) => {
    const isWanted = room > 0n;
    room -= up_to_no - after_no;
    return isWanted;
  });
}

/** What a person credits came in long before; nothing passes through clearing by it, and a pay-in may succeed by it. */
const isRelease = `leg.debit ^@ 'suspense:' and leg.credit ^@ 'wallet:'`;

/** What may become of a pay-in by a journal. */
const turnOf = (journal: string) => `case split_part(${journal}.fact, ':', 1)
  when 'credited' then 'succeeded' when 'released' then 'succeeded'
  when 'returned' then 'reversed' when 'uncovered' then 'reversed' end`;

/**
 * What passed through a clearing account, with the payment behind it. A payout ends with the post or the void of its
 * hold, and is reversed by a journal that gives to the wallet. What became of a pay-in its history says: it succeeds by
 * the first credit of an instant, and is reversed by the last return of one.
 */
const events = `
  stretch as (
    select * from unnest($1::uuid[], $2::text[], $3::bigint[], $4::bigint[])
      as s (merchant_id, account, after_no, up_to_no)
  ), passed as materialized (
    select j.merchant_id, j.account, j.journal_no, j.kind, j.subject_id, j.currency, j.recorded_at, ${turnOf('j')} as turn,
      case when ${isRelease} then 'payin' when leg.credit like 'pay%' then split_part(leg.credit, '_', 1)
        else split_part(leg.debit, '_', 1) end as clearing,
      bool_or(leg.credit ^@ 'wallet:' or leg.debit ^@ 'wallet:') as is_wallets,
      sum(case when ${isRelease} then 0 when leg.credit like 'pay%' then leg.amount_minor
        else -leg.amount_minor end) as credited_minor
    from stretch s
    join journals j on j.merchant_id = s.merchant_id and j.account = s.account
      and j.journal_no > s.after_no and j.journal_no <= s.up_to_no
    cross join lateral unnest(j.debits, j.credits, j.amounts_minor) as leg (debit, credit, amount_minor)
    where j.kind <> 'reserve'
      and (leg.credit ^@ 'payout_clearing:' or leg.credit ^@ 'payin_clearing:'
        or leg.debit ^@ 'payout_clearing:' or leg.debit ^@ 'payin_clearing:' or (${isRelease}))
    group by 1, 2, 3, 4, 5, 6, 7, 8, 9
  ), events as materialized (
    select p.merchant_id, p.recorded_at, p.currency,
      case p.clearing when 'payout' then 'out' else 'in' end as flow,
      coalesce(attempt.provider, payin.provider, '') as provider,
      case p.clearing when 'payout' then (p.kind = 'post')::int else ended.succeeded end as succeeded,
      case p.clearing when 'payout' then (p.kind = 'void')::int else 0 end as failed,
      case p.clearing when 'payout' then (p.kind = 'reverse' and p.is_wallets)::int else ended.reversed end as reversed,
      case when p.kind = 'void' then 0 when p.clearing = 'payout' then p.credited_minor
        else -p.credited_minor end as moved_minor,
      ${stepOf('coalesce(payout.created_at, payin.created_at)', 'p.recorded_at')} as step
    from passed p
    left join payouts payout on payout.merchant_id = p.merchant_id and payout.payout_id = p.subject_id
    left join payins payin on payin.merchant_id = p.merchant_id and payin.payin_id = p.subject_id
    left join lateral (
      select a.provider from payout_attempts a
      where a.merchant_id = payout.merchant_id and a.payout_id = payout.payout_id
      order by a.attempt_no desc limit 1
    ) attempt on true
    cross join lateral (
      select count(*) filter (where h.to_status = 'succeeded') as succeeded,
        count(*) filter (where h.to_status = 'reversed') as reversed
      from payin_history h
      where h.merchant_id = payin.merchant_id and h.payin_id = payin.payin_id and h.at = p.recorded_at
        and h.to_status = p.turn and h.from_status <> h.to_status
        and not exists (
          select from journals e
          where e.merchant_id = p.merchant_id and e.subject_id = p.subject_id and e.kind in ('record', 'reverse')
            and e.recorded_at = p.recorded_at and e.account = p.account and ${turnOf('e')} = p.turn
            and case p.turn when 'succeeded' then e.journal_no < p.journal_no else e.journal_no > p.journal_no end)
    ) ended
  )`;

const figures = `sum(succeeded), sum(failed), sum(reversed), sum(moved_minor)`;

/** Adds what is new to what was there. */
function added(table: string, key: string): string {
  const sums = ['succeeded_count', 'failed_count', 'reversed_count', 'moved_minor'];
  return `on conflict (${key}) do update set
    ${sums.map((name) => `${name} = ${table}.${name} + excluded.${name}`).join(', ')}`;
}

export const quarterOf = (at: string) => `date_bin('15 minutes', ${at}, 'epoch')`;
const dayOf = (at: string) => `(${at} at time zone $5)::date`;
const spanned = `succeeded + failed > 0 and step is not null`;

const countStretches = `with ${events},
  quarters as (
    insert into payment_quarters as q
      (starts_at, flow, provider, currency, succeeded_count, failed_count, reversed_count, moved_minor)
    select ${quarterOf('recorded_at')}, flow, provider, currency, ${figures}
    from events group by 1, 2, 3, 4 order by 1, 2, 3, 4
    ${added('q', 'starts_at, flow, provider, currency')}
  ), days as (
    insert into payment_days as d
      (merchant_id, day, flow, provider, currency, succeeded_count, failed_count, reversed_count, moved_minor)
    select merchant_id, ${dayOf('recorded_at')}, flow, provider, currency, ${figures}
    from events group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5
    ${added('d', 'merchant_id, day, flow, provider, currency')}
  ), quarter_spans as (
    insert into span_quarters as q (starts_at, span, provider, step, occurrences)
    select ${quarterOf('recorded_at')}, 'final_' || flow, provider, step, count(*)
    from events where ${spanned} group by 1, 2, 3, 4 order by 1, 2, 3, 4
    on conflict (starts_at, span, provider, step) do update set occurrences = q.occurrences + excluded.occurrences
  ), sums as (
    insert into account_sums as s (merchant_id, account, currency, posted_minor, entries)
    select j.merchant_id, side.account, j.currency, sum(side.amount_minor), count(*)
    from stretch
    join journals j on j.merchant_id = stretch.merchant_id and j.account = stretch.account
      and j.journal_no > stretch.after_no and j.journal_no <= stretch.up_to_no
    cross join lateral unnest(j.debits, j.credits, j.amounts_minor) as leg (debit, credit, amount_minor)
    cross join lateral (values (leg.credit, leg.amount_minor), (leg.debit, -leg.amount_minor))
      as side (account, amount_minor)
    where j.kind in ('post', 'record', 'reverse')
    group by 1, 2, 3 order by 1, 2
    on conflict (merchant_id, account) do update
      set posted_minor = s.posted_minor + excluded.posted_minor, entries = s.entries + excluded.entries
  ), day_spans as (
    insert into span_days as d (merchant_id, day, span, step, occurrences)
    select merchant_id, ${dayOf('recorded_at')}, 'final_' || flow, step, count(*)
    from events where ${spanned} group by 1, 2, 3, 4 order by 1, 2, 3, 4
    on conflict (merchant_id, day, span, step) do update set occurrences = d.occurrences + excluded.occurrences
  )
  insert into rollup_cursors as c (merchant_id, account, journal_no)
  select merchant_id, account, up_to_no from stretch
  on conflict (merchant_id, account) do update set journal_no = excluded.journal_no`;

/** An account is booked on by the journals of one ruled account, so that the sums of all of them are right for each. */
const markBalances = `
  insert into balance_marks (merchant_id, account, journal_no, of_account, posted_minor)
  select r.merchant_id, r.account, r.up_to_no, s.account, s.posted_minor
  from unnest($1::uuid[], $2::text[], $3::bigint[], $4::bigint[]) as r (merchant_id, account, after_no, up_to_no)
  join account_sums s on s.merchant_id = r.merchant_id
  where r.after_no / $5 < r.up_to_no / $5
  on conflict do nothing`;
