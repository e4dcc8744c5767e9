/** Proofs that what payments say of themselves, beside their money, is what was heard of them and when. */
import type { Proof } from '../ledger/proofs.ts';

/** Rounded half up to the minor unit, as `quoteFee` does it. */
const shareOf = (minor: string, basisPoints: string) =>
  `div(${minor}::numeric * ${basisPoints} + 5000, 10000)`;

/** A case that a person opens or closes is in the audit; the others follow from evidence. */
const casesInAudit = `(
  select e.merchant_id, e.details ->> 'caseId' as case_id, bool_or(e.action = 'case.closed') as is_closed
  from audit_events e
  where e.merchant_id = any($1) and e.action in ('case.opened', 'case.closed')
  group by 1, 2)`;

export const evidenceProofs: readonly Proof[] = [
  {
    claim: 'the end of a payout is booked at the moment of its step',
    sql: `select j.merchant_id, 'journal ' || j.journal_no || ' of ' || j.account || ' is booked at ' || j.recorded_at
        || ', when ' || p.transaction_number || ' took no such step' as what
      from journals j
      join payouts p on p.merchant_id = j.merchant_id and p.payout_id = j.subject_id
      where j.merchant_id = any($1) and (j.kind in ('post', 'void') or (j.kind = 'reverse' and j.account = any (j.credits)))
        and not exists (select from payout_history h
          where h.merchant_id = j.merchant_id and h.payout_id = j.subject_id and h.at = j.recorded_at
            and h.to_status = case j.kind when 'post' then 'succeeded' when 'void' then 'failed' else 'reversed' end)`,
  },
  {
    claim: 'a payout that failed or came back did so by the word of a provider',
    sql: `select p.merchant_id, p.transaction_number || ' is ' || p.status || ' because of ' || p.status_reason
        || ', which no provider has said' as what
      from payouts p
      where p.merchant_id = any($1) and p.reserve_no is not null and p.status in ('failed', 'reversed')
        and not exists (select from provider_facts f
          where f.merchant_id = p.merchant_id and f.payout_id = p.payout_id and f.verdict = 'applied'
            and case p.status when 'failed' then f.kind = 'rejected' and f.code = p.status_reason
              else f.kind = 'reversed' and f.amount_minor = p.amount_minor end)`,
  },
  {
    claim: 'a payout says the UTR of its evidence and the reason of its last step',
    sql: `with heard as (
        select f.merchant_id, f.payout_id, array_agg(f.utr) filter (where f.utr is not null) as utrs,
          bool_and(f.utr is not null) filter (where f.verdict = 'applied') as must_be_said
        from provider_facts f
        where f.merchant_id = any($1) and f.kind in ('succeeded', 'reversed')
        group by f.merchant_id, f.payout_id
      )
      select p.merchant_id, p.transaction_number || ' is ' || p.status || ' because of ' || p.status_reason || ' with '
        || coalesce(p.utr, 'no UTR') || ', which is not what was heard' as what
      from payouts p
      left join heard f on f.merchant_id = p.merchant_id and f.payout_id = p.payout_id
      left join payout_history h on h.merchant_id = p.merchant_id and h.payout_id = p.payout_id
        and h.version = p.version and h.version > 1
      where p.merchant_id = any($1) and (h.because <> p.status_reason
        or (p.utr is not null and not p.utr = any (coalesce(f.utrs, '{}')))
        or (p.utr is null and p.status in ('succeeded', 'reversed') and f.must_be_said))`,
  },
  {
    claim:
      "what a customer's payment gives to a wallet or takes back is booked at the moment of a step",
    sql: `select j.merchant_id, 'journal ' || j.journal_no || ' of ' || j.account || ' is booked at ' || j.recorded_at
        || ', when ' || i.transaction_number || ' took no step' as what
      from journals j
      join payins i on i.merchant_id = j.merchant_id and i.payin_id = j.subject_id
      where j.merchant_id = any($1) and split_part(j.fact, ':', 1) in ('credited', 'released', 'returned')
        and not exists (select from payin_history h
          where h.merchant_id = j.merchant_id and h.payin_id = j.subject_id and h.at = j.recorded_at and h.version > 1)`,
  },
  {
    claim:
      'a pay-in says the UTR, the payer and the provider of a payment, and the reason of its last step',
    sql: `select i.merchant_id, i.transaction_number || ' is ' || i.status || ' because of ' || i.status_reason || ' with '
        || coalesce(i.utr, 'no UTR') || ' from ' || coalesce(i.payer_vpa, 'nobody') || ', which is not what was heard' as what
      from payins i
      left join payin_history h on h.merchant_id = i.merchant_id and h.payin_id = i.payin_id and h.version = i.version
      where i.merchant_id = any($1) and (h.because <> i.status_reason
        or case when i.status in ('succeeded', 'reversed') then not exists (select from payin_facts f
            where f.merchant_id = i.merchant_id and f.payin_id = i.payin_id and f.verdict = 'credited'
              and f.provider = i.provider and (f.utr, f.payer_vpa) is not distinct from (i.utr, i.payer_vpa))
          else i.utr is not null or i.payer_vpa is not null end)`,
  },
  {
    claim:
      'a pay-in was paid with the amount it asked for, unless its merchant or a person took another',
    sql: `select i.merchant_id, i.transaction_number || ' asked for ' || i.amount_minor || ' and was paid with '
        || i.received_minor as what
      from payins i
      where i.merchant_id = any($1) and i.status in ('succeeded', 'reversed')
        and not exists (select from payin_facts f
          where f.merchant_id = i.merchant_id and f.payin_id = i.payin_id and f.verdict = 'credited'
            and (f.amount_minor = i.amount_minor or f.kind = 'released'))
        and not exists (select from payin_terms t where t.merchant_id = i.merchant_id and t.wrong_amounts = 'credit')
        and not exists (select from audit_events e where e.merchant_id = i.merchant_id and e.action = 'payin.terms'
          and e.details ->> 'wrongAmounts' = 'credit')`,
  },
  {
    claim: 'a pay-in that nobody has paid is priced by its plan',
    sql: `select i.merchant_id, i.transaction_number || ' asks for ' || i.amount_minor || ' at ' || i.fee_minor
        || ' fee and ' || i.gst_minor || ' tax, its plan says ' || q.fee || ' and ' || q.gst as what
      from payins i
      cross join lateral (select least(greatest(${shareOf('i.amount_minor', 'i.plan_basis_points')} + i.plan_flat_minor,
        i.plan_minimum_minor), i.plan_maximum_minor) as fee) f
      cross join lateral (select f.fee, ${shareOf('f.fee', 'i.plan_gst_basis_points')} as gst) q
      where i.merchant_id = any($1) and i.status in ('created', 'expired', 'failed')
        and (i.fee_minor, i.gst_minor) <> (q.fee, q.gst)`,
  },
  {
    claim: 'what contradicts itself has its case, and a case that is closed was closed by somebody',
    sql: `select f.merchant_id, 'of payment ' || f.payment_id || ' there is no case' as what
      from payin_facts f
      where f.merchant_id = any($1) and (f.verdict = 'case' or (f.verdict = 'held' and f.kind = 'received'))
        and not exists (select from cases c where c.merchant_id = f.merchant_id and c.payout_id = f.payin_id)
      union all
      select f.merchant_id, 'of payout ' || f.payout_id || ' there is no case' as what
      from provider_facts f
      where f.merchant_id = any($1) and f.verdict = 'case'
        and not exists (select from cases c where c.merchant_id = f.merchant_id and c.payout_id = f.payout_id
          and c.opened_at = f.seen_at)
      union all
      select coalesce(c.merchant_id, e.merchant_id), 'case ' || coalesce(c.case_id::text, e.case_id) || ' is '
        || case when c.case_id is null then 'gone' when c.closed_at is null then 'open' else 'closed' end
        || ', the audit says otherwise' as what
      from (select * from cases where merchant_id = any($1)) c
      full join ${casesInAudit} e on e.merchant_id = c.merchant_id and e.case_id = c.case_id::text
      where c.case_id is null or (c.closed_at is not null) is distinct from coalesce(e.is_closed, false)
        or (c.code = 'opened_by_person' and e.case_id is null)`,
  },
  {
    claim: 'every line of history and every promise is of a payment that is there',
    sql: `select h.merchant_id, 'there is a history of pay-in ' || h.payin_id || ', which is gone' as what
      from payin_history h
      where h.merchant_id = any($1) and h.version = 1 and not exists (
        select from payins i where i.merchant_id = h.merchant_id and i.payin_id = h.payin_id)
      union all
      select o.merchant_id, 'there is a promise of ' || o.topic || ' ' || o.outbox_id || ', which is gone' as what
      from outbox o
      where o.merchant_id = any($1) and o.state in ('due', 'leased') and o.topic in ('payin', 'payout')
        and not exists (select from payins i where i.merchant_id = o.merchant_id and i.payin_id = o.outbox_id)
        and not exists (select from payouts p where p.merchant_id = o.merchant_id and p.payout_id = o.outbox_id)`,
  },
];
