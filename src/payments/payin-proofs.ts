/** Proofs that pay-ins, the payments of customers, the books and the history say the same. */
import { historyAsFound, historyIsBroken } from '../ledger/history-proof.ts';
import type { Proof } from '../ledger/proofs.ts';

/** The payment that a journal is about: what stands behind the first colon of its fact. */
const paymentOf = (journal: string) =>
  `substring(${journal}.fact from position(':' in ${journal}.fact) + 1)`;

/** What a posting gives an account of the kind. */
const givenTo = (kind: string) =>
  `p.amount_minor * ((p.credit_account = '${kind}:' || p.currency)::int - (p.debit_account = '${kind}:' || p.currency)::int)`;

/** The legs of the journal `j` as `creditLegs` makes them for the payment `f`; only of an amount above zero is there one. */
function creditsFrom(account: string, isTakenBack = false): string {
  const ofFee = (what: string, minor: string) =>
    `case when f.${minor} > 0 then ${what} || j.currency end`;
  const sides = [
    `array_remove(array['${account}:' || j.currency, ${ofFee("'wallet:'", 'fee_minor')}, ${ofFee("'wallet:'", 'gst_minor')}], null)`,
    `array_remove(array['wallet:' || j.currency, ${ofFee("'fee_income:'", 'fee_minor')}, ${ofFee("'gst_payable:'", 'gst_minor')}], null)`,
  ] as const;
  const [debits, credits] = isTakenBack ? [sides[1], sides[0]] : sides;
  return `(j.kind = '${isTakenBack ? 'reverse' : 'record'}' and j.debits = ${debits} and j.credits = ${credits}
    and j.amounts_minor = array_remove(array[f.amount_minor, f.fee_minor, f.gst_minor], 0))`;
}

const movesAll = (from: string, to: string) =>
  `(j.kind = 'record' and j.debits = array['${from}:' || j.currency] and j.credits = array['${to}:' || j.currency]
    and j.amounts_minor = array[f.amount_minor])`;

export const payinProofs: readonly Proof[] = [
  {
    claim: 'a pay-in has credited its wallet with what it received, less fee and tax',
    sql: `with moved as (
        select p.merchant_id, p.subject_id, p.currency, sum(${givenTo('wallet')}) as net,
          sum(${givenTo('fee_income')}) as fee, sum(${givenTo('gst_payable')}) as gst
        from postings p where p.merchant_id = any($1) and p.kind in ('record', 'reverse')
        group by p.merchant_id, p.subject_id, p.currency
      )
      select i.merchant_id, i.transaction_number || ' is ' || i.status || ', its wallet has ' || coalesce(m.net, 0)
        || ' of it, for ' || coalesce(m.fee, 0) || ' fee and ' || coalesce(m.gst, 0) || ' tax' as what
      from payins i
      left join moved m on m.merchant_id = i.merchant_id and m.subject_id = i.payin_id and m.currency = i.currency
      where i.merchant_id = any($1) and i.status <> 'reversed'
        and (coalesce(m.net, 0), coalesce(m.fee, 0), coalesce(m.gst, 0)) is distinct from (
          case i.status when 'succeeded' then i.received_minor - i.fee_minor - i.gst_minor else 0 end,
          case i.status when 'succeeded' then i.fee_minor else 0 end,
          case i.status when 'succeeded' then i.gst_minor else 0 end)`,
  },
  {
    claim: 'a reversed pay-in that was paid once says what was credited',
    sql: `with credited as (
        select f.merchant_id, f.payin_id, min(f.amount_minor) as amount, min(f.fee_minor) as fee, min(f.gst_minor) as gst
        from payin_facts f where f.merchant_id = any($1) and f.verdict = 'credited'
        group by f.merchant_id, f.payin_id having count(*) = 1
      )
      select i.merchant_id, i.transaction_number || ' says ' || i.received_minor || ', ' || i.fee_minor || ' fee and '
        || i.gst_minor || ' tax, credited were ' || c.amount || ', ' || c.fee || ' and ' || c.gst as what
      from payins i
      join credited c on c.merchant_id = i.merchant_id and c.payin_id = i.payin_id
      where i.merchant_id = any($1) and i.status = 'reversed'
        and (i.received_minor, i.fee_minor, i.gst_minor) <> (c.amount, c.fee, c.gst)`,
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
    claim: "what is booked of a customer's payment is its amount, fee and tax, and has evidence",
    sql: `select j.merchant_id, 'journal ' || j.journal_no || ' of ' || j.account || ' is booked as ' || j.fact
        || ', which no evidence says' as what
      from journals j
      where j.merchant_id = any($1) and j.kind in ('record', 'reverse')
        and (exists (select from payins i where i.merchant_id = j.merchant_id and i.payin_id = j.subject_id)
          or split_part(j.fact, ':', 1) in ('credited', 'released', 'held', 'given_back', 'held_returned', 'uncovered'))
        and not exists (select from payin_facts f
          where f.merchant_id = j.merchant_id and f.payin_id = j.subject_id
            and (f.payment_id = ${paymentOf('j')}
              or (j.fact ^@ 'given_back:' and ${paymentOf('j')} ^@ (f.payment_id || ':')))
            and case split_part(j.fact, ':', 1)
              when 'credited' then f.verdict = 'credited' and f.kind = 'received' and ${creditsFrom('payin_clearing')}
              when 'released' then f.verdict = 'credited' and f.kind = 'released' and ${creditsFrom('suspense')}
              when 'returned' then f.verdict = 'credited' and ${creditsFrom('payin_clearing', true)}
                and exists (select from payin_facts g where g.merchant_id = f.merchant_id and g.payin_id = f.payin_id
                  and g.payment_id = f.payment_id and g.kind = 'reversed' and g.verdict = 'applied')
              when 'held' then f.kind = 'received' and ${movesAll('payin_clearing', 'suspense')}
              when 'given_back' then f.kind = 'refunded' and ${movesAll('suspense', 'payin_clearing')}
              when 'held_returned' then f.kind = 'reversed' and ${movesAll('suspense', 'payin_clearing')}
              when 'uncovered' then f.kind = 'reversed' and ${movesAll('suspense', 'payin_clearing')}
              else false end)`,
  },
  {
    claim: 'every payment that left again is booked as gone',
    sql: `select f.merchant_id, 'payment ' || f.payment_id || ' was ' || f.kind || ' and that is not in the books' as what
      from payin_facts f
      where f.merchant_id = any($1) and f.kind in ('refunded', 'reversed') and f.verdict = 'applied' and not exists (
        select from journals j where j.merchant_id = f.merchant_id and j.subject_id = f.payin_id
          and j.kind in ('record', 'reverse') and j.amounts_minor[1] = f.amount_minor
          and case f.kind when 'refunded' then split_part(j.fact, ':', 1) = 'given_back'
            else split_part(j.fact, ':', 1) in ('held_returned', 'uncovered', 'returned') end
          and (${paymentOf('j')} = f.payment_id or ${paymentOf('j')} ^@ (f.payment_id || ':')))`,
  },
  {
    claim: 'a payment on its way back has the promise of it',
    sql: `select l.merchant_id, 'payment ' || l.payment_id || ' is to be given back, and nobody promises it' as what
      from (
        select distinct on (f.merchant_id, f.payin_id, f.provider, f.payment_id) f.*
        from payin_facts f
        where f.merchant_id = any($1) and exists (select from payin_facts g
            where g.merchant_id = f.merchant_id and g.payin_id = f.payin_id and g.verdict = 'giving_back')
          and (f.verdict in ('credited', 'held', 'giving_back')
            or f.kind = 'refund_refused' or (f.kind in ('refunded', 'reversed') and f.verdict = 'applied'))
        order by f.merchant_id, f.payin_id, f.provider, f.payment_id, f.seen_at desc
      ) l
      where l.verdict = 'giving_back' and not exists (
        select from outbox o where o.merchant_id = l.merchant_id and o.topic = 'refund'
          and o.subject_id = l.payin_id and o.state in ('due', 'leased') and o.payload::jsonb ->> 'paymentId' = l.payment_id
          and o.payload::jsonb ->> 'amountMinor' = l.amount_minor::text)`,
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
        and (coalesce(o.state, 'missing') not in ('due', 'leased') or o.topic <> 'payin' or o.subject_id <> i.payin_id)`,
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
