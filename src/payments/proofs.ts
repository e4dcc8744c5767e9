/** Proofs that payouts, their holds, their promises and their history say the same, and how proofs are run. */
import { transaction, type Pool } from '../db/connection.ts';
import { historyAsFound, historyIsBroken } from '../ledger/history-proof.ts';
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

/** The legs of a payout as `payoutLegs` makes them; only of an amount above zero is there one. */
const partsOf = (payout: string) => ({
  wallets: `array_fill('wallet:' || ${payout}.currency,
    array[1 + (${payout}.fee_minor > 0)::int + (${payout}.gst_minor > 0)::int])`,
  others: `array_remove(array['payout_clearing:' || ${payout}.currency,
    case when ${payout}.fee_minor > 0 then 'fee_income:' || ${payout}.currency end,
    case when ${payout}.gst_minor > 0 then 'gst_payable:' || ${payout}.currency end], null)`,
  amounts: `array_remove(array[${payout}.amount_minor, ${payout}.fee_minor, ${payout}.gst_minor], 0)`,
});

function isHoldOf(journal: string, payout: string): string {
  const { wallets, others, amounts } = partsOf(payout);
  return `(${journal}.debits = ${wallets} and ${journal}.credits = ${others} and ${journal}.amounts_minor = ${amounts})`;
}

function isReturnOf(journal: string, payout: string): string {
  const { wallets, others, amounts } = partsOf(payout);
  return `(${journal}.debits = ${others} and ${journal}.credits = ${wallets} and ${journal}.amounts_minor = ${amounts})`;
}

export const payoutProofs: readonly Proof[] = [
  {
    claim: 'a payout holds exactly its amount, fee and tax since the moment in which it was made',
    sql: `select p.merchant_id, p.transaction_number || ' has no hold of its total since it was made' as what
      from payouts p
      left join journals h on h.merchant_id = p.merchant_id and h.account = 'wallet:' || p.currency
        and h.journal_no = p.reserve_no
      where p.merchant_id = any($1) and p.reserve_no is not null and (
        h.kind is distinct from 'reserve' or h.subject_id <> p.payout_id or h.recorded_at <> p.created_at
        or not ${isHoldOf('h', 'p')})`,
  },
  {
    claim: 'a hold is open while its payout is under way, posted when paid, released when failed',
    stops: true,
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
      where p.merchant_id = any($1)
      group by p.merchant_id, p.payout_id, p.transaction_number, p.status
      having count(r.journal_no) <> case when p.status = 'reversed' then 1 else 0 end`,
  },
  {
    claim:
      'what is booked of a payout beside its hold is its return, or an extra payment of its amount',
    sql: `select j.merchant_id, 'journal ' || j.journal_no || ' of ' || j.account || ' is neither for '
        || p.transaction_number as what
      from journals j
      join payouts p on p.merchant_id = j.merchant_id and p.payout_id = j.subject_id
      where j.merchant_id = any($1) and j.kind in ('record', 'reverse') and not (
        j.account = 'wallet:' || p.currency and (
          (j.kind = 'reverse' and ${isReturnOf('j', 'p')})
          or (j.amounts_minor = array[p.amount_minor]
            and case j.kind when 'record' then j.debits else j.credits end = array['suspense:' || p.currency]
            and case j.kind when 'record' then j.credits else j.debits end = array['payout_clearing:' || p.currency])))`,
  },
  {
    claim: 'a payout was paid by one attempt and on evidence of its amount, and no other was',
    sql: `with paid as (
        select a.merchant_id, a.payout_id, count(*) as times from payout_attempts a
        where a.merchant_id = any($1) and a.state = 'succeeded' group by a.merchant_id, a.payout_id
      ), proven as (
        select distinct f.merchant_id, f.payout_id, f.amount_minor from provider_facts f
        where f.merchant_id = any($1) and f.kind in ('succeeded', 'reversed') and f.verdict = 'applied'
      )
      select p.merchant_id, p.transaction_number || ' is ' || p.status || ' with ' || coalesce(a.times, 0)
        || ' attempts that paid and evidence of ' || coalesce(f.amount_minor, 0) as what
      from payouts p
      left join paid a on a.merchant_id = p.merchant_id and a.payout_id = p.payout_id
      left join proven f on f.merchant_id = p.merchant_id and f.payout_id = p.payout_id
        and f.amount_minor = p.amount_minor
      where p.merchant_id = any($1) and case when p.status in ('succeeded', 'reversed')
        then coalesce(a.times, 0) <> 1 or f.payout_id is null else a.times is not null end`,
  },
  {
    claim: 'every accepted payout has its promise, open until the payout has ended',
    stops: true,
    sql: `select p.merchant_id, p.transaction_number || ' is ' || p.status || ', its promise is ' || coalesce(o.state, 'missing') as what
      from payouts p
      left join outbox o on o.merchant_id = p.merchant_id and o.outbox_id = p.payout_id
      where p.merchant_id = any($1) and p.reserve_no is not null and (
        o.topic is distinct from 'payout' or o.subject_id <> p.payout_id
        or (p.status in ('queued', 'processing') and o.state not in ('due', 'leased')))`,
  },
  {
    claim: 'no two payouts of a merchant have the same number',
    sql: `select p.merchant_id, p.transaction_number || ' is the number of ' || count(*) || ' payouts' as what
      from payouts p where p.merchant_id = any($1)
      group by p.merchant_id, p.transaction_number having count(*) > 1`,
  },
  {
    claim: 'every change of status is in the history',
    sql: `select p.merchant_id, p.transaction_number || ' is at version ' || p.version || ' with ' || ${historyAsFound} as what
      from payouts p
      left join payout_changes h on h.merchant_id = p.merchant_id and h.payout_id = p.payout_id
      where p.merchant_id = any($1)
      group by p.merchant_id, p.payout_id, p.transaction_number, p.version, p.status
      having ${historyIsBroken('p')}`,
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
    // Also where only the books of one are left.
    'select merchant_id from merchants union select merchant_id from accounts order by merchant_id',
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

/** All proofs on one snapshot, for these merchants alone. */
export async function verifyMerchants(
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
