/** Proofs that pay-ins, the payments of customers, the books and the history say the same. */
import { historyAsFound, historyIsBroken } from '../ledger/history-proof.ts';
import type { Proof } from '../ledger/proofs.ts';

/** The payment that a journal is about: what stands behind the first colon of its fact. */
const paymentOf = (journal: string) =>
  `substring(${journal}.fact from position(':' in ${journal}.fact) + 1)`;

export const payinProofs: readonly Proof[] = [
  {
    claim: 'a pay-in has credited its wallet with what it received, less fee and tax',
    sql: `with moved as (
        select p.merchant_id, p.subject_id,
          sum(case when p.credit_account = p.ordered_by then p.amount_minor else 0 end
            - case when p.debit_account = p.ordered_by then p.amount_minor else 0 end) as net
        from postings p where p.merchant_id = any($1) and p.kind in ('record', 'reverse')
        group by p.merchant_id, p.subject_id
      )
      select i.merchant_id, i.transaction_number || ' is ' || i.status || ', its wallet has ' || coalesce(m.net, 0) || ' of it' as what
      from payins i
      left join moved m on m.merchant_id = i.merchant_id and m.subject_id = i.payin_id
      where i.merchant_id = any($1) and i.status <> 'reversed' and coalesce(m.net, 0) <> case
        when i.status = 'succeeded' then i.received_minor - i.fee_minor - i.gst_minor else 0 end`,
  },
  {
    claim: 'a pay-in that succeeded keeps a credit, a reversed one was taken back for each',
    sql: `with told as (
        select j.merchant_id, j.subject_id,
          count(*) filter (where split_part(j.fact, ':', 1) in ('credited', 'released')) as credits,
          count(*) filter (where split_part(j.fact, ':', 1) in ('returned', 'uncovered')) as returns
        from journals j where j.merchant_id = any($1) and j.kind in ('record', 'reverse')
        group by j.merchant_id, j.subject_id
      )
      select i.merchant_id, i.transaction_number || ' is ' || i.status || ' with ' || coalesce(t.credits, 0)
        || ' credits and ' || coalesce(t.returns, 0) || ' returns' as what
      from payins i
      left join told t on t.merchant_id = i.merchant_id and t.subject_id = i.payin_id
      where i.merchant_id = any($1) and not case i.status
        when 'succeeded' then coalesce(t.credits, 0) > coalesce(t.returns, 0)
        when 'reversed' then coalesce(t.credits, 0) > 0 and t.credits = t.returns
        else coalesce(t.credits, 0) = 0 end`,
  },
  {
    claim: 'every credit belongs to a pay-in, and every payment in the books to its evidence',
    sql: `select j.merchant_id, 'journal ' || j.journal_no || ' of ' || j.account || ' has no evidence' as what
      from journals j
      where j.merchant_id = any($1) and j.kind = 'record'
        and split_part(j.fact, ':', 1) in ('credited', 'released', 'held')
        and (
          not exists (select from payin_facts f where f.merchant_id = j.merchant_id
            and f.payin_id = j.subject_id and f.payment_id = ${paymentOf('j')})
          or (split_part(j.fact, ':', 1) <> 'held' and not exists (select from payins i
            where i.merchant_id = j.merchant_id and i.payin_id = j.subject_id)))`,
  },
  {
    claim: 'every payment that came is booked once, with the amount that came',
    sql: `select f.merchant_id, 'payment ' || f.payment_id || ' is ' || f.verdict || ' and not in the books' as what
      from payin_facts f
      where f.merchant_id = any($1) and f.kind = 'received' and f.verdict <> 'case' and not exists (
        select from journals j where j.merchant_id = f.merchant_id and j.subject_id = f.payin_id
          and j.kind = 'record' and j.amounts_minor[1] = f.amount_minor
          and j.fact = case f.verdict when 'credited' then 'credited:' else 'held:' end || f.payment_id)`,
  },
  {
    claim: 'a payment of a customer is in the books under one pay-in',
    sql: `select f.merchant_id, 'payment ' || f.payment_id || ' is booked under ' || count(*) || ' pay-ins' as what
      from payin_facts f
      where f.merchant_id = any($1) and f.kind = 'received' and f.verdict in ('credited', 'held', 'giving_back')
      group by f.merchant_id, f.provider, f.payment_id
      having count(*) > 1`,
  },
  {
    claim: 'every open pay-in has its promise',
    sql: `select i.merchant_id, i.transaction_number || ' is open, its promise is ' || coalesce(o.state, 'missing') as what
      from payins i
      left join outbox o on o.merchant_id = i.merchant_id and o.outbox_id = i.payin_id
      where i.merchant_id = any($1) and i.status = 'created'
        and coalesce(o.state, 'missing') not in ('due', 'leased')`,
  },
  {
    claim: 'every change of a pay-in is in its history',
    sql: `select i.merchant_id, i.transaction_number || ' is at version ' || i.version || ' with ' || ${historyAsFound} as what
      from payins i
      left join payin_history h on h.merchant_id = i.merchant_id and h.payin_id = i.payin_id
      where i.merchant_id = any($1)
      group by i.merchant_id, i.payin_id, i.transaction_number, i.version, i.status
      having ${historyIsBroken('i')}`,
  },
];
