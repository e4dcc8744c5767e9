/** Every account of a merchant. Ruled ones keep counters; the others are summed from their postings, a stretch of the journal at a time. */
import type { Queryable } from '../db/connection.ts';
import type { Currency } from '../kit/money.ts';
import type { AccountId } from './accounts.ts';

/** Credits less debits, in minor units: the accounts of a merchant add up to zero. */
export interface AccountBalance {
  readonly account: AccountId;
  readonly currency: Currency;
  readonly postedMinor: bigint;
  readonly heldMinor: bigint;
}

interface Row {
  account: AccountId;
  currency: Currency;
  ruled: boolean;
  posted_minor: bigint;
  held_minor: bigint;
  journal_count: bigint;
}

/** Bounds how long one statement takes, however many payouts there are. */
const journalsAtOnce = 100_000n;

/** In the order of their names; empty when there is no such merchant. */
export async function listBalances(db: Queryable, merchantId: string): Promise<AccountBalance[]> {
  const { rows } = await db.query<Row>(
    `select account, currency, ruled, posted_minor, held_minor, journal_count
     from accounts where merchant_id = $1 order by account`,
    [merchantId],
  );
  const summed = new Map<string, bigint>();
  for (const ruled of rows.filter((row) => row.ruled)) {
    // What is written meanwhile has a higher number, so the sums fit the counters that were read.
    for (let after = 0n; after < ruled.journal_count; after += journalsAtOnce) {
      const upTo =
        after + journalsAtOnce < ruled.journal_count ? after + journalsAtOnce : ruled.journal_count;
      await addMoves(db, summed, [merchantId, ruled.account, after, upTo]);
    }
  }
  return rows.map((row) => ({
    account: row.account,
    currency: row.currency,
    postedMinor: row.ruled ? row.posted_minor : (summed.get(row.account) ?? 0n),
    heldMinor: row.held_minor,
  }));
}

async function addMoves(
  db: Queryable,
  summed: Map<string, bigint>,
  stretch: readonly [string, AccountId, bigint, bigint],
): Promise<void> {
  const { rows } = await db.query<{ account: string; moved_minor: bigint }>(
    `select side.account, sum(side.amount_minor)::bigint as moved_minor
     from postings p
     cross join lateral (values (p.credit_account, p.amount_minor), (p.debit_account, -p.amount_minor))
       as side (account, amount_minor)
     where p.merchant_id = $1 and p.ordered_by = $2 and p.journal_no > $3 and p.journal_no <= $4
       and p.kind in ('post', 'record', 'reverse')
     group by side.account`,
    [...stretch],
  );
  for (const row of rows)
    summed.set(row.account, (summed.get(row.account) ?? 0n) + row.moved_minor);
}
