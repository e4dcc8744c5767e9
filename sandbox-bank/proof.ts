import type { DatabaseSync } from 'node:sqlite';
import { rupees } from './money.ts';
import { bigintOf, numberOf } from './rows.ts';

// Everything here is summed again from the lines and the transfers; nothing is taken from a counter it proves.
const SUMS = `select
  (select booked from operator) as booked,
  (select held from operator) as held,
  (select coalesce(sum(case when credit_account = 'operator' then amount else -amount end), 0)
     from lines) as from_lines,
  (select coalesce(sum(amount), 0) from transfers where status = 'PROCESSING') as processing,
  (select coalesce(sum(amount), 0) from transfers where status = 'SUCCESS') as succeeded,
  (select coalesce(sum(case kind when 'transfer' then amount when 'reversal' then -amount else 0
     end), 0) from lines) as moved,
  (select coalesce(sum(case kind when 'collection' then amount when 'chargeback' then -amount
     when 'refund' then -amount else 0 end), 0) from lines) as collected,
  (select coalesce(sum(amount), 0) from collections where status = 'RECEIVED')
     - (select coalesce(sum(amount), 0) from refunds) as kept,
  (select count(*) from lines) as line_count,
  (select coalesce(max(line), 0) from lines) as last_line,
  (select count(*) from (select balance - lag(balance, 1, 0) over (order by line) as step,
     case when credit_account = 'operator' then amount else -amount end as change from lines)
     where step <> change) as broken_balances`;

/** Recomputes the whole book; `holds` is true when every way of adding it up agrees. */
export function proveBook(db: DatabaseSync): object {
  const row = db.prepare(SUMS).get();
  const sum = (name: string) => bigintOf(row?.[name]);
  const holds =
    sum('booked') === sum('from_lines') &&
    sum('held') === sum('processing') &&
    sum('moved') === sum('succeeded') &&
    sum('collected') === sum('kept') &&
    sum('line_count') === sum('last_line') &&
    sum('broken_balances') === 0n;
  return {
    holds,
    booked: rupees(sum('booked')),
    bookedFromLines: rupees(sum('from_lines')),
    held: rupees(sum('held')),
    heldFromTransfers: rupees(sum('processing')),
    movedFromLines: rupees(sum('moved')),
    movedFromTransfers: rupees(sum('succeeded')),
    collectedFromLines: rupees(sum('collected')),
    collectedFromPayments: rupees(sum('kept')),
    lines: numberOf(row?.['line_count']),
    brokenBalances: numberOf(row?.['broken_balances']),
  };
}
