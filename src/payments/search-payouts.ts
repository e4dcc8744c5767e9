/** A search is three ranges of indexes, never one condition that no index answers. */
import {
  beginsWith,
  searchBounds,
  whereOf,
  type Conditions,
  type SearchColumn,
} from './payout-filter.ts';
import type { Statement } from './statement.ts';

/** Queries for `payout_id` and `amount_minor` of what matches a filter, each payout once. */
export interface Matches {
  readonly all: (statement: Statement) => string;
  readonly amongFirst: (statement: Statement, first: First) => string;
}

/** The first of those that an index holds in the order of the page. */
export interface First {
  readonly order: string;
  readonly rowCount: number;
}

export interface Search {
  readonly text: string;
  /** Those in which anything begins with it. */
  readonly columns: readonly SearchColumn[];
}

export function searchMatches(filter: Conditions, search: Search): Matches {
  return {
    all: (statement) => addMatches(statement, filter, search),
    amongFirst: (statement, first) => addMatchesAmongFirst(statement, filter, search, first),
  };
}

/**
 * `offset 0` keeps the order and the limit of the page out of a branch: with them the planner reads payout after
 * payout in that order, hoping to meet a match soon.
 */
export function addMatches(statement: Statement, filter: Conditions, search: Search): string {
  const begins = beginsWith(statement, search.text, searchBounds(statement, search.text));
  const where = whereOf(statement, filter);
  return search.columns
    .map(
      (column) => `(select p.payout_id, p.amount_minor from payouts p
        where ${where} and ${begins(column)} offset 0)`,
    )
    .join(' union ');
}

/** For a search that nearly everything matches. */
function addMatchesAmongFirst(
  statement: Statement,
  filter: Conditions,
  search: Search,
  { order, rowCount }: First,
): string {
  const begins = beginsWith(statement, search.text, searchBounds(statement, search.text));
  return `select p.payout_id, p.amount_minor from (
      select p.payout_id, p.amount_minor, p.transaction_number, p.reference, p.utr from payouts p
      where ${whereOf(statement, filter)} order by ${order} limit ${String(rowCount)}) p
    where ${search.columns.map(begins).join(' or ')}`;
}
