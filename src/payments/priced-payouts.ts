/** Payouts between two amounts in the order of time, in which the index of amounts does not hold them. */
import type { AmountRange } from './amount-bands.ts';
import { amountConditions } from './amount-counts.ts';
import { partsOf, whereOf, type Conditions } from './payout-filter.ts';
import type { Matches } from './search-payouts.ts';

/**
 * Statistics know how many payouts of all merchants cost so much, not how many of this one: left to itself the
 * planner would read a merchant's whole past for a page of the few that match.
 */
export function pricedMatches(filter: Conditions, range: AmountRange): Matches {
  const { minAmountMinor: _min, maxAmountMinor: _max, ...others } = filter;
  return {
    // `offset 0` keeps the order and the limit of the page out of it.
    all: (statement) => {
      const where = whereOf(statement, filter);
      return partsOf(filter)
        .map(
          (part) => `(select p.payout_id, p.amount_minor from payouts p
            where ${part} and ${where} offset 0)`,
        )
        .join(' union all ');
    },
    amongFirst: (statement, { order, rowCount }) => `select p.payout_id, p.amount_minor from (
        select p.payout_id, p.amount_minor from payouts p
        where ${whereOf(statement, others)} order by ${order} limit ${String(rowCount)}) p
      where ${amountConditions(statement, range, 'p.amount_minor').join(' and ')}`,
  };
}
