/** Proofs that payouts, their holds, their promises and their history say the same, and how proofs are run. */
import { transaction, type Pool } from '../db/connection.ts';
import type { Proof } from '../ledger/proofs.ts';

export interface Break {
  readonly proof: string;
  readonly merchantId: string;
  readonly what: string;
}

export interface Verification {
  readonly checked: { readonly merchants: number; readonly proofs: number };
  readonly breaks: readonly Break[];
}

export const payoutProofs: readonly Proof[] = [
  {
    claim: 'a payout under way holds exactly its amount, fee and tax',
    sql: `select p.merchant_id, p.transaction_number || ' has no open hold of its total' as what
      from payouts p
      left join journals h on h.merchant_id = p.merchant_id and h.account = 'wallet:' || p.currency
        and h.journal_no = p.reserve_no
      where p.merchant_id = any($1) and p.reserve_no is not null and (
        h.kind is distinct from 'reserve' or h.subject_id <> p.payout_id
        or (select sum(leg) from unnest(h.amounts_minor) leg) <> p.amount_minor + p.fee_minor + p.gst_minor)`,
  },
  {
    claim: 'a hold is open while its payout is under way, posted when paid, released when failed',
    sql: `select p.merchant_id, p.transaction_number || ' is ' || p.status || ', its hold is ' || coalesce(r.kind, 'open') as what
      from payouts p
      left join journals r on r.merchant_id = p.merchant_id and r.account = 'wallet:' || p.currency
        and r.resolves = p.reserve_no
      where p.merchant_id = any($1) and p.reserve_no is not null
        and coalesce(r.kind, 'open') <> case
          when p.status in ('queued', 'processing') then 'open'
          when p.status = 'failed' then 'void' else 'post' end`,
  },
  {
    claim: 'a payout was returned once if it is reversed, and never otherwise',
    sql: `select p.merchant_id, p.transaction_number || ' is ' || p.status || ' with ' || count(r.journal_no) || ' returns' as what
      from payouts p
      left join journals r on r.merchant_id = p.merchant_id and r.subject_id = p.payout_id and r.kind = 'reverse'
        and 'wallet:' || p.currency = any (r.credits)
      where p.merchant_id = any($1) and p.status in ('succeeded', 'reversed', 'queued', 'processing')
      group by p.merchant_id, p.payout_id, p.transaction_number, p.status
      having count(r.journal_no) <> case when p.status = 'reversed' then 1 else 0 end`,
  },
  {
    claim: 'every accepted payout has its promise, open until the payout has ended',
    sql: `select p.merchant_id, p.transaction_number || ' is ' || p.status || ', its promise is ' || coalesce(o.state, 'missing') as what
      from payouts p
      left join outbox o on o.merchant_id = p.merchant_id and o.outbox_id = p.payout_id
      where p.merchant_id = any($1) and p.reserve_no is not null and (
        o.state is null or (p.status in ('queued', 'processing') and o.state not in ('due', 'leased')))`,
  },
  {
    claim: 'every change of status is in the history',
    sql: `select p.merchant_id, p.transaction_number || ' is at version ' || p.version || ' with ' || count(h.version) || ' lines of history' as what
      from payouts p
      left join payout_history h on h.merchant_id = p.merchant_id and h.payout_id = p.payout_id
      where p.merchant_id = any($1)
      group by p.merchant_id, p.payout_id, p.transaction_number, p.version, p.status
      having p.version <> count(h.version) or p.version <> max(h.version)
        or p.status <> (array_agg(h.to_status order by h.version desc))[1]`,
  },
];

const merchantsAtOnce = 50;
const proofTimeoutMs = 3_600_000;

/**
 * Recomputes the proofs for every merchant, a few merchants at a time, each on one snapshot of the database.
 * `onProgress` hears how many of how many merchants are done.
 */
export async function runProofs(
  pool: Pool,
  proofs: readonly Proof[],
  onProgress: (done: number, total: number) => void = () => undefined,
): Promise<Verification> {
  const { rows } = await pool.query<{ merchant_id: string }>(
    'select merchant_id from merchants order by merchant_id',
  );
  const merchantIds = rows.map((row) => row.merchant_id);
  const breaks: Break[] = [];
  for (let from = 0; from < merchantIds.length; from += merchantsAtOnce) {
    const some = merchantIds.slice(from, from + merchantsAtOnce);
    breaks.push(...(await verifyMerchants(pool, proofs, some)));
    onProgress(Math.min(from + merchantsAtOnce, merchantIds.length), merchantIds.length);
  }
  return { checked: { merchants: merchantIds.length, proofs: proofs.length }, breaks };
}

async function verifyMerchants(
  pool: Pool,
  proofs: readonly Proof[],
  merchantIds: readonly string[],
): Promise<Break[]> {
  return transaction(pool, async (tx) => {
    // All proofs look at one and the same state, whatever is being written meanwhile.
    await tx.query('set transaction isolation level repeatable read, read only');
    await tx.query('set local statement_timeout = 0');
    const breaks: Break[] = [];
    for (const { claim, sql } of proofs) {
      // The books of years take longer than anything that somebody waits for at a door.
      const query = { text: sql, values: [merchantIds], query_timeout: proofTimeoutMs };
      const { rows } = await tx.query<{ merchant_id: string; what: string }>(query);
      breaks.push(
        ...rows.map((row) => ({ proof: claim, merchantId: row.merchant_id, what: row.what })),
      );
    }
    return breaks;
  });
}
