/** Proofs that settlements, their holds, their conversions, their transfers and their history say the same. */
import { historyAsFound, historyIsBroken } from '../ledger/history-proof.ts';
import { decimalPattern, type Proof } from '../ledger/proofs.ts';

export const settlementProofs: readonly Proof[] = [
  {
    claim: 'every hold belongs to a payout, a settlement or a transfer',
    sql: `select h.merchant_id, 'hold ' || h.journal_no || ' of ' || h.account || ' belongs to nothing' as what
      from journals h
      where h.merchant_id = any($1) and h.kind = 'reserve'
        and not exists (
          select from payouts p where p.merchant_id = h.merchant_id and p.payout_id = h.subject_id
            and p.reserve_no = h.journal_no)
        and not exists (
          select from settlements s where s.merchant_id = h.merchant_id and s.settlement_id = h.subject_id
            and s.reserve_no = h.journal_no)
        and not exists (
          select from transfers t where t.merchant_id = h.merchant_id and t.transfer_id = h.subject_id
            and t.reserve_no = h.journal_no)`,
  },
  {
    claim: 'everything booked is of a payment, a settlement or a transfer, or is a funding',
    sql: `select j.merchant_id, 'journal ' || j.journal_no || ' of ' || j.account || ' is booked as ' || j.fact
        || ' of nothing' as what
      from journals j
      where j.merchant_id = any($1) and j.kind in ('record', 'reverse')
        and not (j.kind = 'record' and j.fact = 'funded' and j.debits = array['funding:' || j.currency]
          and j.credits = array['wallet:' || j.currency])
        and not exists (
          select from payouts p where p.merchant_id = j.merchant_id and p.payout_id = j.subject_id)
        and not exists (
          select from payin_facts f where f.merchant_id = j.merchant_id and f.payin_id = j.subject_id)
        and not exists (
          select from settlements s where s.merchant_id = j.merchant_id and s.settlement_id = j.subject_id
            and ('settlement_clearing:' || j.currency = all (j.debits)
              or 'settlement_clearing:' || j.currency = all (j.credits)))
        and not exists (
          select from transfers t where t.merchant_id = j.merchant_id and t.transfer_id = j.subject_id
            and j.kind = 'record' and j.fact in ('transfer.sent', 'exchange.given', 'exchange.bought'))
        and not exists (
          select from incoming_transfers i where i.merchant_id = j.merchant_id and i.transfer_id = j.subject_id
            and j.kind = 'record' and j.fact = 'transfer.arrived')`,
  },
  {
    claim: 'a settlement holds exactly its amount',
    sql: `select s.merchant_id, 'settlement ' || s.settlement_id || ' has no hold of its amount' as what
      from settlements s
      left join journals h on h.merchant_id = s.merchant_id and h.account = 'wallet:INR'
        and h.journal_no = s.reserve_no
      where s.merchant_id = any($1) and (
        h.kind is distinct from 'reserve' or h.subject_id <> s.settlement_id
        or h.debits <> array['wallet:INR'] or h.credits <> array['settlement_clearing:INR']
        or h.amounts_minor <> array[s.amount_minor])`,
  },
  {
    claim:
      'a hold is open while its settlement is under way, posted when completed, released when rejected or failed',
    sql: `select s.merchant_id, 'settlement ' || s.settlement_id || ' is ' || s.status || ', its hold is '
        || coalesce(r.kind, 'open') as what
      from settlements s
      left join journals r on r.merchant_id = s.merchant_id and r.account = 'wallet:INR'
        and r.resolves = s.reserve_no
      where s.merchant_id = any($1) and coalesce(r.kind, 'open') <> case
        when s.status in ('completed', 'returned') then 'post'
        when s.status in ('rejected', 'failed') then 'void' else 'open' end`,
  },
  {
    claim:
      'a completed settlement in USDT is booked as its conversion says, and no other is converted',
    sql: `with booked as (
        select p.merchant_id, p.subject_id,
          sum(p.amount_minor) filter (where p.debit_account = 'settlement_clearing:INR') as converted,
          sum(p.amount_minor) filter (where p.credit_account = 'conversion:INR') as given,
          sum(p.amount_minor) filter (where p.credit_account = 'fee_income:INR') as fee,
          sum(p.amount_minor) filter (where p.credit_account = 'gst_payable:INR') as gst,
          sum(p.amount_minor) filter (where p.credit_account = 'rounding:INR') as rounding,
          sum(p.amount_minor) filter (where p.debit_account = 'conversion:USDT'
            and p.credit_account = 'settlement_clearing:USDT') as usdt
        from postings p
        where p.merchant_id = any($1) and p.kind = 'record'
          and p.debit_account in ('settlement_clearing:INR', 'conversion:USDT')
        group by p.merchant_id, p.subject_id
      ), meant as (
        select s.merchant_id, s.settlement_id, s.amount_minor, c.*
        from settlements s
        left join lateral (
          select c.given_minor, c.fee_minor, c.gst_minor, c.rounding_minor, c.usdt_minor
          from settlement_conversions c
          where c.merchant_id = s.merchant_id and c.settlement_id = s.settlement_id
            and c.conversion_no = s.conversion_no) c on true
        where s.merchant_id = any($1) and s.status in ('completed', 'returned') and s.currency = 'USDT'
      )
      select coalesce(m.merchant_id, b.merchant_id) as merchant_id,
        'settlement ' || coalesce(m.settlement_id, b.subject_id) || ' and what is booked for it differ' as what
      from meant m
      full join booked b on b.merchant_id = m.merchant_id and b.subject_id = m.settlement_id
      where (m.amount_minor, m.given_minor, m.fee_minor, m.gst_minor, m.rounding_minor, m.usdt_minor)
        is distinct from (b.converted, coalesce(b.given, 0), coalesce(b.fee, 0), coalesce(b.gst, 0),
          coalesce(b.rounding, 0), coalesce(b.usdt, 0))`,
  },
  {
    claim: 'a returned settlement is booked back in full, and no other is',
    sql: `with back as (
        select p.merchant_id, p.subject_id,
          sum(p.amount_minor) filter (where p.credit_account = 'wallet:INR') as amount,
          sum(p.amount_minor) filter (where p.debit_account = 'conversion:INR') as given,
          sum(p.amount_minor) filter (where p.debit_account = 'fee_income:INR') as fee,
          sum(p.amount_minor) filter (where p.debit_account = 'gst_payable:INR') as gst,
          sum(p.amount_minor) filter (where p.debit_account = 'rounding:INR') as rounding,
          sum(p.amount_minor) filter (where p.credit_account = 'conversion:USDT') as usdt
        from postings p
        where p.merchant_id = any($1) and p.kind = 'reverse'
          and (p.debit_account in ('settlement_clearing:INR', 'settlement_clearing:USDT')
            or p.credit_account = 'settlement_clearing:INR')
        group by p.merchant_id, p.subject_id
      ), meant as (
        select s.merchant_id, s.settlement_id, s.amount_minor, c.given_minor, c.fee_minor, c.gst_minor,
          c.rounding_minor, c.usdt_minor
        from settlements s
        left join settlement_conversions c on c.merchant_id = s.merchant_id
          and c.settlement_id = s.settlement_id and c.conversion_no = s.conversion_no
        where s.merchant_id = any($1) and s.status = 'returned'
      )
      select coalesce(m.merchant_id, b.merchant_id) as merchant_id,
        'settlement ' || coalesce(m.settlement_id, b.subject_id) || ' and what is booked back for it differ' as what
      from meant m
      full join back b on b.merchant_id = m.merchant_id and b.subject_id = m.settlement_id
      where (m.amount_minor, coalesce(m.given_minor, 0), coalesce(m.fee_minor, 0), coalesce(m.gst_minor, 0),
          coalesce(m.rounding_minor, 0), coalesce(m.usdt_minor, 0))
        is distinct from (b.amount, coalesce(b.given, 0), coalesce(b.fee, 0), coalesce(b.gst, 0),
          coalesce(b.rounding, 0), coalesce(b.usdt, 0))`,
  },
  {
    claim: 'a quote is all of its settlement, and comes to what its rate says',
    sql: `select c.merchant_id, 'quote ' || c.conversion_no || ' of settlement ' || c.settlement_id || ' is '
        || c.usdt_minor || ' for ' || c.given_minor || ', rounding ' || c.rounding_minor || ', fee ' || c.fee_minor
        || ' and tax ' || c.gst_minor || ' at ' || c.rate || ' ' || c.direction as what
      from settlement_conversions c
      left join settlements s on s.merchant_id = c.merchant_id and s.settlement_id = c.settlement_id
      cross join lateral (
        select case when c.rate ~ '${decimalPattern}' then c.rate::numeric end as rate, c.given_minor + c.rounding_minor as net
      ) r
      cross join lateral (
        select case c.direction when 'INR_PER_USDT' then r.rate else 1 end as per,
          case c.direction when 'INR_PER_USDT' then 10000 else 10000 * r.rate end as worth
      ) w
      where c.merchant_id = any($1) and (
        r.rate is null or s.amount_minor is distinct from r.net + c.fee_minor + c.gst_minor
        or r.net * w.worth < c.usdt_minor * w.per or r.net * w.worth >= (c.usdt_minor + 1) * w.per
        or c.given_minor * w.worth < c.usdt_minor * w.per or (c.given_minor - 1) * w.worth >= c.usdt_minor * w.per)`,
  },
  {
    claim: 'what is booked of a settlement is booked at the moment of a step',
    sql: `select j.merchant_id, 'journal ' || j.journal_no || ' of ' || j.account || ' is booked at ' || j.recorded_at
        || ', when settlement ' || s.settlement_id || ' took no step' as what
      from journals j
      join settlements s on s.merchant_id = j.merchant_id and s.settlement_id = j.subject_id
      where j.merchant_id = any($1) and not exists (select from settlement_history h
        where h.merchant_id = j.merchant_id and h.settlement_id = j.subject_id and h.at = j.recorded_at)`,
  },
  {
    claim: 'a settlement goes to an address that its merchant had on its list',
    sql: `select s.merchant_id, 'settlement ' || s.settlement_id || ' goes to ' || s.address || ', which is not on the list' as what
      from settlements s
      left join settlement_addresses a on a.merchant_id = s.merchant_id and a.address_id = s.address_id
      where s.merchant_id = any($1) and (
        a.address is distinct from s.address or a.network <> s.network or a.usable_from > s.created_at)`,
  },
  {
    claim: 'a settlement was decided by somebody else than its maker',
    sql: `select s.merchant_id, 'settlement ' || s.settlement_id || ' was requested and decided by '
        || s.requested_by as what
      from settlements s
      left join settlement_history h on h.merchant_id = s.merchant_id and h.settlement_id = s.settlement_id
        and h.to_status in ('approved', 'rejected')
      where s.merchant_id = any($1) and (
        s.requested_by in (s.decided_by, h.acted_by)
        or s.decided_by is distinct from h.acted_by)`,
  },
  {
    claim: 'a transfer settles one settlement, and one that was sent has its transfer',
    sql: `select s.merchant_id, 'settlement ' || s.settlement_id || ' names '
        || coalesce(s.transfer_reference, 'no transfer') || ', which is not its own' as what
      from settlements s
      left join settlement_transfers t on t.network = s.network and t.transfer_reference = s.transfer_reference
      where s.merchant_id = any($1)
        and (s.transfer_reference is not null or s.status in ('sent', 'completed', 'returned'))
        and (t.merchant_id is distinct from s.merchant_id or t.settlement_id <> s.settlement_id)`,
  },
  {
    claim: 'every step of a settlement is in its history',
    sql: `select s.merchant_id, 'settlement ' || s.settlement_id || ' is at version ' || s.version || ' with '
        || ${historyAsFound} as what
      from settlements s
      left join settlement_history h on h.merchant_id = s.merchant_id and h.settlement_id = s.settlement_id
      where s.merchant_id = any($1)
      group by s.merchant_id, s.settlement_id, s.version, s.status
      having ${historyIsBroken('s')}`,
  },
];
