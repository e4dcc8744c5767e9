/** Payments of every kind, as many as an operator may have to look through: the rows that lists and searches read, and no books. */
import type { Client } from 'pg';
import { merchantsWithHistory } from './history.ts';
import { onDatabase } from './stage.ts';

/** Seven in ten are payouts, one in twenty is a transfer. */
const shares = { payouts: 70, payins: 25, transfers: 5 } as const;

/** Into a database of `seedMerchants`. A quarter of all belongs to one merchant. */
export async function fillPayments(url: string, payments: number): Promise<void> {
  await onDatabase(url, async (client) => {
    await client.query('set synchronous_commit = off');
    await client.query("set maintenance_work_mem = '512MB'");
    // An index over all rows at once costs a fraction of what it costs row by row.
    const indexes = await takeIndexesAway(client);
    for (const [kind, statements] of Object.entries(statementsOf))
      for (const insert of statements)
        await client.query(
          `with known as materialized (
             select array_agg(merchant_id order by merchant_no) as ids from merchants where name like 'Merchant %'
           ) ${insert} from (${timed((payments * shares[kind as keyof typeof shares]) / 100, kind)}) one order by i`,
        );
    for (const index of indexes) await client.query(index);
    await client.query('vacuum (analyze)');
    await client.query('checkpoint');
  });
}

/** All but the primary keys of the tables that are filled. Tells how to make them again. */
async function takeIndexesAway(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string; made_by: string }>(
    `select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as made_by
     from pg_index i where not i.indisprimary and i.indrelid = any ($1::regclass[])
       and not exists (select from pg_constraint c where c.conindid = i.indexrelid)`,
    [filledTables],
  );
  for (const { name } of rows) await client.query(`drop index ${name}`);
  return rows.map(({ made_by: madeBy }) => madeBy);
}

/** Spread over 180 days, each with an owner, an instant, an id that carries it, and an amount. */
function timed(count: number, kind: string): string {
  const spanMs = 180 * 86_400_000;
  return `select i, at, amount_minor, known.ids[1 + owner] as merchant_id, known.ids[1 + other::int] as other_id,
      (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || lpad(to_hex(i % 4096), 3, '0')
        || 'a' || substr(md5('${kind}' || i), 1, 15))::uuid as id
    from known cross join lateral (
      select i, date_trunc('minute', now()) - interval '180 days' + (i * ${String(spanMs)}::bigint / ${String(count)}) * interval '1 millisecond' as at,
        case when i % 4 = 0 then 0 else 1 + (i::bigint * 7919 % ${String(merchantsWithHistory)})::int end as owner,
        1 + (i::bigint * 7919 + 1 + i % 700) % ${String(merchantsWithHistory)} as other,
        10000 + (i::bigint * 7919 * 104729) % 20000000 as amount_minor
      from generate_series(1, ${String(count)}) i) s`;
}

const filledTables = [
  ...[
    'payouts',
    'payout_attempts',
    'provider_facts',
    'payins',
    'payin_facts',
    'orders',
    'transfers',
  ],
];

const status = `case when i % 1000 = 3 then 'processing' when i % 50 = 7 then 'failed'
  when i % 200 = 9 then 'reversed' else 'succeeded' end`;
const payinStatus = `case when i % 9 = 0 then 'expired' else 'succeeded' end`;

const statementsOf: Readonly<Record<keyof typeof shares, readonly string[]>> = {
  payouts: [
    `insert into payouts (merchant_id, payout_id, version, status, status_reason, contract, transaction_number, reference,
       beneficiary_name, beneficiary_account_number, beneficiary_ifsc, currency, amount_minor, fee_minor, gst_minor,
       reserve_no, rail, utr, created_at, updated_at)
     select merchant_id, id, 3, ${status}, 'provider', case when i % 10 = 0 then 'xpayout' else 'xoompe' end,
       'TX' || to_char(at, 'YYMMDD') || lpad(i::text, 8, '0'), 'INV-' || i, 'Asha Rao',
       lpad((i::bigint * 7919 % 3000000 + 100000000000)::text, 12, '0'), 'HDFC0001234', 'INR', amount_minor, 1500, 270,
       i, case when i % 20 = 0 then 'NEFT' else 'IMPS' end, lpad((600000000000 + i)::text, 12, '0'), at, at`,
    `insert into payout_attempts (merchant_id, payout_id, attempt_no, provider, provider_reference, rail, rail_reason, state,
       not_found_count, enquiry_count, started_at, updated_at)
     select merchant_id, id, 1, case when i % 100000 = 17 then 'another-bank' else 'sandbox-bank' end, 'H' || i, 'IMPS', 'first',
       'succeeded', 0, 0, at, at`,
    `insert into provider_facts (merchant_id, payout_id, fact_key, source, kind, amount_minor, utr, verdict, seen_at)
     select merchant_id, id, 'S', 'callback', 'succeeded', amount_minor, lpad((600000000000 + i)::text, 12, '0'), 'applied', at`,
  ],
  payins: [
    `insert into payins (merchant_id, payin_id, version, status, status_reason, contract, transaction_number, reference,
       currency, amount_minor, fee_minor, gst_minor, plan_basis_points, plan_flat_minor, plan_minimum_minor,
       plan_gst_basis_points, provider, provider_reference, payee_vpa, expires_at, received_minor, utr, payer_vpa,
       created_at, method)
     select merchant_id, id, 2, ${payinStatus}, 'provider', 'xpayout', 'GW' || lpad(i::text, 10, '0'), 'ORD-' || i, 'INR',
       amount_minor, 1500, 270, 50, 500, 0, 1800, 'sandbox-bank', 'C' || i, 'hundi@sandbox', at,
       case ${payinStatus} when 'succeeded' then amount_minor else 0 end, lpad((700000000000 + i)::text, 12, '0'),
       'payer' || (i::bigint * 7919 % 1000000) || '@sandbox', at, 'upi'`,
    `insert into payin_facts (merchant_id, payin_id, fact_key, provider, payment_id, source, kind, amount_minor, fee_minor,
       gst_minor, utr, payer_vpa, verdict, seen_at)
     select merchant_id, id, 'R', 'sandbox-bank', 'P' || i, 'callback', 'received', amount_minor, 1500, 270,
       lpad((700000000000 + i)::text, 12, '0'), 'payer' || (i::bigint * 7919 % 1000000) || '@sandbox', 'credited', at`,
    `insert into orders (merchant_id, order_id, direction, reference_id, customer_name, customer_email, customer_mobile, created_at)
     select merchant_id, id, 'in', 'SECOND-' || i, 'Ravi Iyer', 'payer' || (i::bigint * 7919 % 1000000) || '@example.com',
       '+9190' || lpad((i::bigint * 7919 % 1000000)::text, 8, '0'), at`,
  ],
  transfers: [
    `insert into transfers (merchant_id, transfer_id, version, status, status_reason, kind, wallet_no, payee_id,
       payee_wallet_no, reference, currency, amount_minor, received_currency, received_minor, rounding_minor, created_at,
       updated_at)
     select merchant_id, id, 1, 'booked', '', 'send', i, other_id, i, 'SEND-' || i, 'INR', amount_minor, 'INR',
       amount_minor, 0, at, at`,
  ],
};
