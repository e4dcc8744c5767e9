import type { DatabaseSync } from 'node:sqlite';
import { rupees } from '../sandbox-bank/money.ts';
import { bigintOf, numberOf, textOf } from '../sandbox-bank/rows.ts';

// Everything is summed again, from the lines on one side and from the payments and refunds on the other.
const SUMS = `select currency,
  sum(case when credit_account = 'operator' then amount else -amount end) as from_lines,
  (select balance from lines last where last.currency = lines.currency
     order by line desc limit 1) as booked,
  (select coalesce(sum(amount), 0) from authorisations a
     where a.currency = lines.currency and a.status = 'CAPTURED')
   - (select coalesce(sum(r.amount), 0) from refunds r
        join authorisations a on a.payment_id = r.payment_id
        where a.currency = lines.currency) as from_payments,
  (select count(*) from (select balance - lag(balance, 1, 0) over (order by line) as step,
     case when credit_account = 'operator' then amount else -amount end as change
     from lines one where one.currency = lines.currency) where step <> change) as broken_balances
  from lines group by currency order by currency`;

const COUNTS = `select count(*) as line_count, coalesce(max(line), 0) as last_line,
  (select count(*) from authorisations where status in ('CAPTURED', 'DISPUTED')) as charged,
  (select count(*) from lines where kind = 'capture') as captures from lines`;

/** Recomputes the whole book; `holds` is true when every way of adding it up agrees. */
export function proveBook(db: DatabaseSync): object {
  const counts = db.prepare(COUNTS).get();
  const count = (name: string) => numberOf(counts?.[name]);
  const currencies = db
    .prepare(SUMS)
    .all()
    .map((row) => ({
      currency: textOf(row['currency']),
      booked: rupees(bigintOf(row['booked'])),
      bookedFromLines: rupees(bigintOf(row['from_lines'])),
      bookedFromPayments: rupees(bigintOf(row['from_payments'])),
      brokenBalances: numberOf(row['broken_balances']),
    }));
  const holds =
    count('line_count') === count('last_line') &&
    count('charged') === count('captures') &&
    currencies.every(
      (sums) =>
        sums.booked === sums.bookedFromLines &&
        sums.booked === sums.bookedFromPayments &&
        sums.brokenBalances === 0,
    );
  return { holds, lines: count('line_count'), charged: count('charged'), currencies };
}
