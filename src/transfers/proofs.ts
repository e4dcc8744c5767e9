/** Proofs that transfers, their holds, their promises and their history say the same on both sides. */
import { historyAsFound, historyIsBroken } from '../ledger/history-proof.ts';
import { decimalPattern, type Proof } from '../ledger/proofs.ts';

const booked = `p.kind in ('post', 'record', 'reverse')`;

export const transferProofs: readonly Proof[] = [
  {
    claim: 'a transfer that was booked has left its wallet once, and no other has',
    sql: `with left_for as (
        select p.merchant_id, p.subject_id, p.currency, sum(p.amount_minor) as gone
        from postings p
        where p.merchant_id = any($1) and ${booked} and p.credit_account like 'in_transit:%'
          and p.debit_account = 'wallet:' || p.currency
        group by p.merchant_id, p.subject_id, p.currency
      )
      select t.merchant_id, 'transfer ' || t.transfer_id || ' is ' || t.status || ', ' || coalesce(g.gone, 0)
        || ' have left its wallet' as what
      from transfers t
      left join left_for g on g.merchant_id = t.merchant_id and g.subject_id = t.transfer_id and g.currency = t.currency
      where t.merchant_id = any($1) and coalesce(g.gone, 0) <> case
        when t.kind <> 'exchange' and t.status = 'booked' then t.amount_minor else 0 end`,
  },
  {
    claim: 'what has arrived is in the wallet of its payee once',
    sql: `with came as (
        select p.merchant_id, p.subject_id, p.currency, sum(p.amount_minor) as come
        from postings p
        where p.merchant_id = any($1) and ${booked} and p.debit_account like 'in_transit:%'
          and p.credit_account = 'wallet:' || p.currency
        group by p.merchant_id, p.subject_id, p.currency
      )
      select i.merchant_id, 'transfer ' || i.transfer_id || ' is ' || i.status || ', ' || coalesce(c.come, 0)
        || ' have come into the wallet' as what
      from incoming_transfers i
      left join came c on c.merchant_id = i.merchant_id and c.subject_id = i.transfer_id and c.currency = i.currency
      where i.merchant_id = any($1)
        and coalesce(c.come, 0) <> case when i.status = 'arrived' then i.amount_minor else 0 end`,
  },
  {
    claim: 'everything in transit belongs to a transfer',
    sql: `select p.merchant_id, 'journal ' || p.journal_no || ' of ' || p.ordered_by || ' is in transit for nobody' as what
      from postings p
      where p.merchant_id = any($1) and ${booked}
        and (p.debit_account like 'in_transit:%' or p.credit_account like 'in_transit:%')
        and not exists (select from transfers t
          where t.merchant_id = p.merchant_id and t.transfer_id = p.subject_id)
        and not exists (select from incoming_transfers i
          where i.merchant_id = p.merchant_id and i.transfer_id = p.subject_id)`,
  },
  {
    claim: 'in transit nets to zero over payer and payee, but for what is promised',
    sql: `select t.merchant_id, 'transfer ' || t.transfer_id || ' has not arrived and its promise is '
        || coalesce(o.state, 'missing') as what
      from transfers t
      left join incoming_transfers i on i.merchant_id = t.payee_id and i.transfer_id = t.transfer_id
        and i.status = 'arrived' and i.amount_minor = t.amount_minor and i.currency = t.currency
        and i.wallet_no = t.payee_wallet_no
      left join outbox o on o.merchant_id = t.merchant_id and o.outbox_id = t.transfer_id
      where t.merchant_id = any($1) and t.kind <> 'exchange' and t.status = 'booked'
        and i.transfer_id is null and (coalesce(o.state, 'missing') not in ('due', 'leased') or o.topic not in ('transfer', 'hold'))`,
  },
  {
    claim: 'nothing arrives that has not left',
    sql: `select i.merchant_id, 'transfer ' || i.transfer_id || ' has arrived, and at its payer it is '
        || coalesce(t.status, 'unknown') as what
      from incoming_transfers i
      left join transfers t on t.merchant_id = i.payer_id and t.transfer_id = i.transfer_id
      where i.merchant_id = any($1) and i.status = 'arrived' and (
        t.status is distinct from 'booked' or t.payee_id <> i.merchant_id
        or t.amount_minor <> i.amount_minor or t.currency <> i.currency)`,
  },
  {
    claim: 'a request that was asked for is with its payer, or promised',
    sql: `select i.merchant_id, 'transfer ' || i.transfer_id || ' is not with its payer and its promise is '
        || coalesce(o.state, 'missing') as what
      from incoming_transfers i
      left join transfers t on t.merchant_id = i.payer_id and t.transfer_id = i.transfer_id
      left join outbox o on o.merchant_id = i.merchant_id and o.outbox_id = i.transfer_id
      where i.merchant_id = any($1) and i.kind = 'request' and t.transfer_id is null
        and coalesce(o.state, 'missing') not in ('due', 'leased')`,
  },
  {
    claim: 'a transfer under way has its promise',
    sql: `select t.merchant_id, 'transfer ' || t.transfer_id || ' is ' || t.status || ', its promise is '
        || coalesce(o.state, 'missing') as what
      from transfers t
      left join outbox o on o.merchant_id = t.merchant_id and o.outbox_id = t.transfer_id
      where t.merchant_id = any($1) and t.status in ('pending', 'held')
        and coalesce(o.state, 'missing') not in ('due', 'leased')`,
  },
  {
    claim:
      'a hold of a transfer is its amount, open while held, posted when booked, released when voided',
    sql: `select t.merchant_id, 'transfer ' || t.transfer_id || ' is ' || t.status || ', its hold is '
        || coalesce(r.kind, h.kind, 'missing') as what
      from transfers t
      left join journals h on h.merchant_id = t.merchant_id and h.account = 'wallet:' || t.currency
        and h.journal_no = t.reserve_no
      left join journals r on r.merchant_id = t.merchant_id and r.account = 'wallet:' || t.currency
        and r.resolves = t.reserve_no
      where t.merchant_id = any($1) and t.reserve_no is not null and (
        h.kind is distinct from 'reserve' or h.subject_id <> t.transfer_id
        or h.amounts_minor <> array[t.amount_minor]
        or h.debits <> array['wallet:' || t.currency] or h.credits <> array['in_transit:' || t.currency]
        or coalesce(r.kind, 'open') <> case t.status
          when 'held' then 'open' when 'booked' then 'post' when 'voided' then 'void' else 'none' end)`,
  },
  {
    claim: 'an exchange gives and receives what it says, in one commit',
    sql: `with moved as (
        select p.merchant_id, p.subject_id,
          sum(p.amount_minor) filter (where p.debit_account = p.ordered_by and p.credit_account like 'conversion:%') as given,
          sum(p.amount_minor) filter (where p.debit_account = p.ordered_by and p.credit_account like 'rounding:%') as rounding,
          sum(p.amount_minor) filter (where p.debit_account like 'conversion:%' and p.credit_account = p.ordered_by) as bought,
          max(p.currency) filter (where p.credit_account like 'conversion:%') as currency,
          max(p.currency) filter (where p.debit_account like 'conversion:%') as bought_currency
        from postings p
        where p.merchant_id = any($1) and p.kind = 'record' and p.ordered_by like 'wallet:%'
        group by p.merchant_id, p.subject_id
      )
      select coalesce(t.merchant_id, m.merchant_id) as merchant_id,
        'exchange ' || coalesce(t.transfer_id, m.subject_id) || ' and what is booked for it differ' as what
      from (select * from transfers where merchant_id = any($1) and kind = 'exchange') t
      full join (select * from moved where given is not null or bought is not null) m
        on m.merchant_id = t.merchant_id and m.subject_id = t.transfer_id
      where (t.amount_minor - t.rounding_minor, t.rounding_minor, t.received_minor, t.currency, t.received_currency)
        is distinct from (m.given, coalesce(m.rounding, 0), m.bought, m.currency, m.bought_currency)`,
  },
  // All wallets keep as many decimals, so that a rate is one of minor units, too.
  {
    claim:
      'an exchange receives what its rate makes of what it gives, and gives no more than that takes',
    sql: `select t.merchant_id, 'exchange ' || t.transfer_id || ' receives ' || t.received_minor || ' for ' || t.amount_minor
        || ' less ' || t.rounding_minor || ' at ' || t.rate as what
      from transfers t
      cross join lateral (select case when t.rate ~ '${decimalPattern}' then t.rate::numeric end as rate) r
      where t.merchant_id = any($1) and t.kind = 'exchange' and (
        r.rate is null
        or t.amount_minor * r.rate < t.received_minor or t.amount_minor * r.rate >= t.received_minor + 1
        or (t.amount_minor - t.rounding_minor) * r.rate < t.received_minor
        or (t.amount_minor - t.rounding_minor - 1) * r.rate >= t.received_minor)`,
  },
  {
    claim: 'a transfer is between wallets of its payer and its payee, in their currencies',
    sql: `select t.merchant_id, 'transfer ' || t.transfer_id || ' is from wallet ' || t.wallet_no || ' in ' || t.currency
        || ' to wallet ' || t.payee_wallet_no || ' in ' || t.received_currency as what
      from transfers t
      left join wallets f on f.wallet_no = t.wallet_no and f.merchant_id = t.merchant_id and f.currency = t.currency
      left join wallets w on w.wallet_no = t.payee_wallet_no and w.merchant_id = t.payee_id
        and w.currency = t.received_currency
      where t.merchant_id = any($1) and (f.wallet_no is null or w.wallet_no is null)`,
  },
  {
    claim: 'what is booked of a transfer is booked at the moment of a step, or of its arrival',
    sql: `select j.merchant_id, 'journal ' || j.journal_no || ' of ' || j.account || ' is booked at ' || j.recorded_at
        || ', when transfer ' || j.subject_id || ' took no step' as what
      from journals j
      join (
        select t.merchant_id, t.transfer_id, null::timestamptz as arrived_at from transfers t where t.merchant_id = any($1)
        union all
        select i.merchant_id, i.transfer_id, i.arrived_at from incoming_transfers i where i.merchant_id = any($1)
      ) t on t.merchant_id = j.merchant_id and t.transfer_id = j.subject_id
      where j.merchant_id = any($1) and t.arrived_at is distinct from j.recorded_at
        and not exists (select from transfer_history h
          where h.merchant_id = j.merchant_id and h.transfer_id = j.subject_id and h.at = j.recorded_at)`,
  },
  {
    claim: 'every step of a transfer is in its history',
    sql: `select t.merchant_id, 'transfer ' || t.transfer_id || ' is at version ' || t.version || ' with '
        || ${historyAsFound} as what
      from transfers t
      left join transfer_history h on h.merchant_id = t.merchant_id and h.transfer_id = t.transfer_id
      where t.merchant_id = any($1)
      group by t.merchant_id, t.transfer_id, t.version, t.status
      having ${historyIsBroken('t')}`,
  },
];
