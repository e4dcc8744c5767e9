/** A search is three ranges of three indexes, never one condition that no index answers. */
import { beginsWith, whereOf, type Conditions, type SearchColumn } from './payout-filter.ts';
import type { Statement } from './statement.ts';

export interface Search {
  readonly text: string;
  /** Those in which anything begins with it. */
  readonly columns: readonly SearchColumn[];
}

/**
 * A query for `payout_id` and `amount_minor` of all that begin with the text and match the filter, each once.
 * `offset 0` keeps the order and the limit of the page out of a branch: with them the planner reads payout after
 * payout in that order, hoping to meet a match soon.
 */
export function addMatches(statement: Statement, filter: Conditions, search: Search): string {
  const begins = beginsWith(statement, search.text);
  const where = whereOf(statement, filter);
  return search.columns
    .map(
      (column) => `(select p.payout_id, p.amount_minor from payouts p
        where ${where} and ${begins(column)} offset 0)`,
    )
    .join(' union ');
}

/** The same among the first `rowCount` of the filter in `order`, for a search that nearly everything matches. */
export function addMatchesAmongFirst(
  statement: Statement,
  filter: Conditions,
  search: Search,
  { order, rowCount }: { readonly order: string; readonly rowCount: number },
): string {
  const begins = beginsWith(statement, search.text);
  return `select p.payout_id, p.amount_minor from (
      select p.payout_id, p.amount_minor, p.transaction_number, p.reference, p.utr from payouts p
      where ${whereOf(statement, filter)} order by ${order} limit ${String(rowCount)}) p
    where ${search.columns.map(begins).join(' or ')}`;
}
