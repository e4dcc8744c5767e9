/** Proof that the prices of a merchant, and its number, are those that somebody has set. */
import type { Proof } from '../ledger/proofs.ts';

/** A plan as the audit writes it, in the order of `planOf`. */
const told = `jsonb_build_array(t.plan -> 'basisPoints', t.plan ->> 'flatMinor', t.plan ->> 'minimumMinor',
  t.plan ->> 'maximumMinor', t.plan -> 'gstBasisPoints', coalesce((
    select jsonb_agg(jsonb_build_array(s.slab -> 'fromMinor', s.slab -> 'basisPoints', s.slab -> 'flatMinor') order by s.nth)
    from jsonb_array_elements(t.plan -> 'slabs') with ordinality as s (slab, nth)), '[]'))`;

function planOf(prefix: string, gst: string): string {
  return `jsonb_build_array(m.${prefix}_basis_points, m.${prefix}_flat_minor::text, m.${prefix}_minimum_minor::text,
    m.${prefix}_maximum_minor::text, m.${gst}, to_jsonb(m.${prefix}_slabs))`;
}

/** Numbers of the audit are texts where they are money. */
const asText = (plan: string) => `replace(${plan}::text, '"', '')`;

export const priceProofs: readonly Proof[] = [
  {
    claim: 'the prices and the number of a merchant are what the audit says of them last',
    sql: `with told as (
        select distinct on (e.merchant_id, s.service) e.merchant_id, s.service, s.plan
        from audit_events e
        cross join lateral (values
          ('payouts', coalesce(e.details -> 'after' -> 'fees', e.details -> 'fees')),
          ('pay-ins', coalesce(e.details -> 'after' -> 'payinFees', e.details -> 'payinFees'))) s (service, plan)
        where e.merchant_id = any($1) and e.action in ('merchant.created', 'merchant.fees_set')
          and jsonb_typeof(s.plan) = 'object'
        order by e.merchant_id, s.service, e.event_no desc
      )
      select m.merchant_id, 'the price of ' || t.service || ' is ' || p.plan || ', the audit says ' || p.told as what
      from merchants m
      join told t on t.merchant_id = m.merchant_id
      cross join lateral (select ${asText(told)} as told, ${asText(`case t.service when 'payouts'
        then ${planOf('fee', 'gst_basis_points')} else ${planOf('payin_fee', 'payin_gst_basis_points')} end`)} as plan) p
      where p.plan <> p.told
      union all
      select m.merchant_id, 'the number is ' || m.merchant_no || ', the audit says ' || (e.details ->> 'merchantNo')
      from merchants m
      join audit_events e on e.merchant_id = m.merchant_id and e.action = 'merchant.created'
      where m.merchant_id = any($1) and m.merchant_no::text <> e.details ->> 'merchantNo'`,
  },
];
