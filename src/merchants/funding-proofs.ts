/** Proof that what came in outside any payment was booked by somebody: the books and the audit say the same of it. */
import type { Proof } from '../ledger/proofs.ts';

/** Before this migration nothing told the audit of a funding. */
const auditedSince = `(select applied_at from schema_migrations where name = '0037_counted_anew.sql')`;

export const fundingProofs: readonly Proof[] = [
  {
    claim:
      'every funding is in the audit with its amount and its moment, and none that is in the audit is missing',
    sql: `with booked as (
        select j.merchant_id, j.subject_id::text as funding_id, j.account, j.journal_no, j.recorded_at, j.currency,
          j.amounts_minor::text as amounts
        from journals j where j.merchant_id = any($1) and j.kind = 'record' and j.fact = 'funded'
      ), told as (
        select e.merchant_id, e.details ->> 'fundingId' as funding_id, e.details ->> 'currency' as currency,
          '{' || (e.details ->> 'amountMinor') || '}' as amounts, e.at
        from audit_events e where e.merchant_id = any($1) and e.action = 'wallet.funded'
      ), differing as (
        select coalesce(b.merchant_id, t.merchant_id) as merchant_id, coalesce(b.funding_id, t.funding_id) as funding_id,
          b.account, b.journal_no, b.recorded_at, b.amounts || ' at ' || b.recorded_at as booked,
          t.amounts || ' at ' || t.at as told
        from booked b
        full join told t on t.merchant_id = b.merchant_id and t.funding_id = b.funding_id
        where (b.currency, b.amounts, b.recorded_at) is distinct from (t.currency, t.amounts, t.at)
      )
      select d.merchant_id, 'funding ' || d.funding_id || ' is booked with ' || coalesce(d.booked, 'nothing')
        || ', the audit says ' || coalesce(d.told, 'nothing') as what
      from differing d
      where not (d.told is null and d.recorded_at < ${auditedSince}
        and not exists (select from journals e where e.merchant_id = d.merchant_id and e.account = d.account
          and e.journal_no < d.journal_no and e.recorded_at >= ${auditedSince}))`,
  },
];
