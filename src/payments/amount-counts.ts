/**
 * How many payouts of a merchant lie in whole bands of amounts, remembered for each day that is over: only the
 * band at either end of a range is then counted in the index.
 */
import type { AmountRange } from './amount-bands.ts';
import { addSum, type DayTable, type Span } from './closed-days.ts';
import { countOf, partsByAmount } from './payout-sets.ts';
import type { Statement } from './statement.ts';

/** As in `bandOf`: a 5, and a 0 for each digit but the two first. */
const width = `(case when p.amount_minor < 10 then 1
  else rpad('5', length(p.amount_minor::text) - 1, '0')::bigint end)`;

/** A row for each day, so that a day without payouts is remembered as well. */
export const amountCounts: DayTable = {
  name: 'payout_amount_counts',
  columns: 'least_minor, totals',
  // Amounts are not in the index of ids, so each payout is read once.
  daysAtOnce: 4,
  count: (condition) => `
    select coalesce(array_agg(b.least_minor order by b.least_minor), '{}'),
      coalesce(array_agg(b.total order by b.least_minor), '{}')
    from (select p.amount_minor - p.amount_minor % ${width} as least_minor, count(*) as total
      from payouts p where ${condition} group by 1) b`,
};

/** An expression for the payouts of the span whose amounts are in the range, both of whose ends must be ends of bands; see `addSum`. */
export function addBands(
  statement: Statement,
  span: Span,
  nowMs: number,
  range: AmountRange,
): string {
  return addSum(statement, span, nowMs, {
    remembered: (days) => `select coalesce(sum(b.total), 0)::bigint from payout_amount_counts c
      cross join lateral unnest(c.least_minor, c.totals) as b (least_minor, total)
      where ${[days, ...amountConditions(statement, range, 'b.least_minor')].join(' and ')}`,
    live: (condition) =>
      countOf(
        partsByAmount(),
        [condition, ...amountConditions(statement, range, 'p.amount_minor')].join(' and '),
      ),
  });
}

/** Conditions that keep `column` in the range. */
export function amountConditions(
  statement: Statement,
  { fromMinor, toMinor }: AmountRange,
  column: string,
): string[] {
  const conditions: string[] = [];
  if (fromMinor !== undefined) conditions.push(`${column} >= ${statement.add(fromMinor)}::bigint`);
  if (toMinor !== undefined) conditions.push(`${column} < ${statement.add(toMinor)}::bigint`);
  return conditions;
}
