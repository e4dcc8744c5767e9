/** What stands at this moment: money that is held, and money of which nobody knows where it is. */
import type { Queryable } from '../db/connection.ts';
import type { Currency } from '../kit/money.ts';
import { findParked } from '../outbox/find-parked.ts';
import { isOpen } from '../payments/payout-sets.ts';

export interface MoneyNow {
  readonly currency: Currency;
  /** Ours for the merchants: what the wallets hold, that which is held for payments included. */
  readonly walletsMinor: bigint;
  readonly heldMinor: bigint;
  /** Of payments that a provider has and nobody knows the end of. */
  readonly atRiskMinor: bigint;
  readonly atRiskCount: bigint;
}

interface WalletRow {
  currency: Currency;
  posted_minor: bigint;
  held_minor: bigint;
}

interface RiskRow {
  currency: Currency;
  amount_minor: bigint;
  count: bigint;
}

/** In the order of the currencies' names. */
export async function moneyNow(db: Queryable): Promise<MoneyNow[]> {
  const wallets = await db.query<WalletRow>(
    `select currency, sum(posted_minor)::bigint as posted_minor, sum(held_minor)::bigint as held_minor
     from accounts where ruled group by currency order by currency`,
  );
  const risks = await db.query<RiskRow>(
    `select p.currency, sum(p.amount_minor)::bigint as amount_minor, count(*) as count
     from payouts p
     cross join lateral (
       select a.state from payout_attempts a
       where a.merchant_id = p.merchant_id and a.payout_id = p.payout_id
       order by a.attempt_no desc limit 1
     ) latest
     where ${isOpen()} and p.status = 'processing' and latest.state = 'unknown'
     group by p.currency`,
  );
  return wallets.rows.map(({ currency, posted_minor, held_minor }) => {
    const risk = risks.rows.find((row) => row.currency === currency);
    return {
      currency,
      walletsMinor: posted_minor,
      heldMinor: held_minor,
      atRiskMinor: risk?.amount_minor ?? 0n,
      atRiskCount: risk?.count ?? 0n,
    };
  });
}

export interface Openings {
  readonly openPayouts: bigint;
  readonly openCases: bigint;
  /** Promises that come to nothing whatever is tried. */
  readonly parked: bigint;
  /** Journals that the sums do not have yet. */
  readonly journalsBehind: bigint;
}

export async function openings(db: Queryable): Promise<Openings> {
  const { count: parked } = await findParked(db);
  const { rows } = await db.query<Omit<Openings, 'parked'>>(
    `select
       (select count(*) from payouts p where ${isOpen()}) as "openPayouts",
       (select count(*) from cases where closed_at is null) as "openCases",
       (select coalesce(sum(a.journal_count - coalesce(c.journal_no, 0)), 0)::bigint from accounts a
          left join rollup_cursors c on c.merchant_id = a.merchant_id and c.account = a.account
          where a.ruled) as "journalsBehind"`,
  );
  return { ...(rows[0] ?? { openPayouts: 0n, openCases: 0n, journalsBehind: 0n }), parked };
}
