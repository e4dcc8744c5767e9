/**
 * Rule U9: what banks have paid beside the books stops payouts once it passes a limit. It is counted for as long as the
 * case of it is open, so a person who has looked into it ends the counting.
 */
import type { Queryable } from '../db/connection.ts';
import { formatMoney, parseMoney, type Currency, type Money } from '../kit/money.ts';

export interface LossGuardDeps {
  readonly db: Queryable;
  /** In whole units of each currency: more than that stops payouts. */
  readonly limit: number;
  /** Hears what is wrong, in words for the operator. */
  readonly stop: (reason: string) => Promise<void>;
}

/** Looks once. */
export async function guardLosses({ db, limit, stop }: LossGuardDeps): Promise<void> {
  const passed = (await openLosses(db)).find(
    ({ minor, currency }) => minor > parseMoney(String(limit), currency).minor,
  );
  if (passed === undefined) return;
  const sum = `${passed.currency} ${formatMoney(passed)}`;
  await stop(`banks have paid ${sum} beside the books, in cases that nobody has closed`);
}

async function openLosses(db: Queryable): Promise<Money[]> {
  const { rows } = await db.query<{ currency: Currency; minor: bigint }>(
    `select p.currency, sum(p.amount_minor)::bigint as minor
     from cases c join payouts p on p.merchant_id = c.merchant_id and p.payout_id = c.payout_id
     where c.closed_at is null and c.code in ('paid_after_failure', 'paid_twice')
     group by p.currency`,
  );
  return rows;
}
