/** How many payouts a merchant made in a span of time, without counting years of them again. */
import { addSum, type DayTable, type Span } from './closed-days.ts';
import type { Statement } from './statement.ts';

/** What is remembered of a day, and how the same is counted. */
const counted = { total: 'count(*)', with_reference: 'count(p.reference)' } as const;

export const dayCounts: DayTable = {
  name: 'payout_day_counts',
  columns: Object.keys(counted).join(', '),
  daysAtOnce: 31,
  count: (condition) =>
    `select ${Object.values(counted).join(', ')} from payouts p where ${condition}`,
};

/** An expression for all payouts of the span, or for those with a reference; see `addSum`. */
export function addTotal(
  statement: Statement,
  span: Span,
  nowMs: number,
  what: keyof typeof counted = 'total',
): string {
  return addSum(statement, span, nowMs, {
    remembered: (days) =>
      `select coalesce(sum(c.${what}), 0)::bigint from payout_day_counts c where ${days}`,
    live: (condition) => `select ${counted[what]} from payouts p where ${condition}`,
  });
}
