/**
 * The exact number of payouts that match a filter, by reading as few of them as will do: whatever matches
 * nearly everything is counted as all of them, which is remembered, without those that do not match, and amounts
 * by their bands, which are remembered as well.
 */
import type { Queryable } from '../db/connection.ts';
import { amountRangeOf, bandsOf, type AmountRange } from './amount-bands.ts';
import { addBands, amountConditions, amountCounts } from './amount-counts.ts';
import { rememberDays, spanConditions } from './closed-days.ts';
import { addTotal, dayCounts } from './day-counts.ts';
import {
  beginsWith,
  searchBounds,
  searchColumns,
  partsOf,
  whereOf,
  type Conditions,
  type SearchColumn,
} from './payout-filter.ts';
import { cameBack, countOf, isOpen, partsByAmount } from './payout-sets.ts';
import { addMatches } from './search-payouts.ts';
import { Statement } from './statement.ts';

/** So many of the newest and as many of the first tell whether most payouts match; a wrong guess costs time, never exactness. */
const guessFrom = 50;

type Kind = 'spanned' | 'succeeded' | 'priced' | 'searched' | 'listed';

/** All that match a filter without a search. `nowMs`: the clock of this process. */
export async function countPayouts(
  db: Queryable,
  merchantId: string,
  filter: Omit<Conditions, 'search'>,
  nowMs: number,
): Promise<number> {
  const kind = kindOf(filter);
  const table = kind === 'priced' ? amountCounts : dayCounts;
  if (kind !== 'listed') await rememberDays(db, merchantId, table, filter, nowMs);
  const statement = new Statement(merchantId);
  const expressions = {
    spanned: () => addTotal(statement, filter, nowMs),
    succeeded: () => addSucceeded(statement, filter, nowMs),
    priced: () => addPriced(statement, filter, nowMs),
    listed: () => addListed(statement, filter),
  };
  return one(db, expressions[kind === 'searched' ? 'listed' : kind](), statement);
}

/** What the filter speaks of; `listed` is whatever is counted one by one. */
function kindOf(filter: Conditions): Kind {
  const { fromMs, toMs, status, minAmountMinor, maxAmountMinor, search, ...rest } = filter;
  const isSet = (...values: readonly unknown[]) => values.some((value) => value !== undefined);
  if (isSet(...Object.values(rest))) return 'listed';
  if (isSet(search))
    return isSet(fromMs, toMs, status, minAmountMinor, maxAmountMinor) ? 'listed' : 'searched';
  if (isSet(minAmountMinor, maxAmountMinor)) return isSet(status) ? 'listed' : 'priced';
  if (!isSet(status)) return 'spanned';
  return status === 'succeeded' ? 'succeeded' : 'listed';
}

async function one(db: Queryable, expression: string, { values }: Statement): Promise<number> {
  const { rows } = await db.query<{ total: number }>(
    `select (${expression})::int as total`,
    values,
  );
  return rows[0]?.total ?? 0;
}

function addListed(statement: Statement, filter: Conditions): string {
  return countOf(partsOf(filter), whereOf(statement, filter));
}

/** Nearly all payouts succeed: counting the others is quick. */
function addSucceeded(statement: Statement, filter: Conditions, nowMs: number): string {
  const total = addTotal(statement, filter, nowMs);
  const within = ['p.merchant_id = $1', ...spanConditions(statement, filter)].join(' and ');
  const others = [isOpen(), cameBack()].map((part) => `(${countOf([part], within)})`);
  return [total, ...others].join(' - ');
}

/** The whole bands between the two amounts, and of the band at either end what lies within. */
function addPriced(statement: Statement, filter: Conditions, nowMs: number): string {
  const { whole, cut } = bandsOf(amountRangeOf(filter) ?? {});
  const lies = (range: AmountRange) =>
    amountConditions(statement, range, 'p.amount_minor').join(' and ');
  const counts = cut.map(({ band, inside, outside }) =>
    bySmallerSide({
      parts: partsByAmount(),
      within: ['p.merchant_id = $1', ...spanConditions(statement, filter)],
      inside: lies(inside),
      outside: outside.map(lies),
      total: addBands(statement, filter, nowMs, band),
      mostPercent: 50,
    }),
  );
  if (whole !== undefined) counts.push(addBands(statement, filter, nowMs, whole));
  // Between amounts that are the wrong way round there is nothing, and nothing to add.
  if (counts.length === 0) return addListed(statement, filter);
  return counts.map((count) => `(${count})`).join(' + ');
}

interface Sides {
  readonly parts: readonly string[];
  readonly within: readonly string[];
  readonly inside: string;
  /** No two of them are true of one payout. */
  readonly outside: readonly string[];
  readonly total: string;
  /** Outside is counted when of those inside or outside in the guess more than this is inside. */
  readonly mostPercent: number;
}

/** Counts those inside, or all without those outside: only one of the two is executed. */
function bySmallerSide({ parts, within, inside, outside, total, mostPercent }: Sides): string {
  const count = (condition: string) => `(${countOf(parts, [...within, condition].join(' and '))})`;
  const some = (direction: 'asc' | 'desc') =>
    `(select p.* from payouts p where ${within.join(' and ')}
      order by p.payout_id ${direction} limit ${String(guessFrom)})`;
  return `case when (
      select 100 * count(*) filter (where ${inside})
        > ${String(mostPercent)} * count(*) filter (where ${[inside, ...outside].join(' or ')})
      from (${some('desc')} union all ${some('asc')}) p)
    then ${[total, ...outside.map(count)].join(' - ')}
    else ${count(inside)} end`;
}

export interface FoundInColumns {
  readonly totalCount: number;
  /** Where anything was found at all; the page need not look elsewhere. */
  readonly columns: readonly SearchColumn[];
}

/** Each index counts its own; only when two of them found something may a payout be counted twice. */
export async function countSearched(
  db: Queryable,
  merchantId: string,
  filter: Conditions & { readonly search: string },
  nowMs: number,
): Promise<FoundInColumns> {
  if (kindOf(filter) === 'searched') await rememberDays(db, merchantId, dayCounts, {}, nowMs);
  const counts = await countColumns(db, merchantId, filter, nowMs);
  const columns = searchColumns.filter((_, nth) => (counts[nth] ?? 0) > 0);
  if (columns.length < 2) return { totalCount: Math.max(0, ...counts), columns };
  const union = new Statement(merchantId);
  const matches = addMatches(union, filter, { text: filter.search, columns });
  return { totalCount: await one(db, `select count(*) from (${matches}) matches`, union), columns };
}

async function countColumns(
  db: Queryable,
  merchantId: string,
  filter: Conditions & { readonly search: string },
  nowMs: number,
): Promise<readonly number[]> {
  const statement = new Statement(merchantId);
  const boundsOf = searchBounds(statement, filter.search);
  const begins = beginsWith(statement, filter.search, boundsOf);
  const outside = (column: SearchColumn) => {
    const { from, after } = boundsOf();
    return [`< ${from}`, `>= ${after}`].map(
      (beyond) => `p.${column} is not null and p.${column} ${beyond}`,
    );
  };
  const within = ['p.merchant_id = $1'];
  const where = whereOf(statement, filter);
  const counts = searchColumns.map((column) =>
    column !== 'reference' || kindOf(filter) !== 'searched'
      ? `(select count(*) from payouts p where ${where} and ${begins(column)})`
      : bySmallerSide({
          parts: ['true'],
          within,
          inside: begins(column),
          outside: outside(column),
          total: addTotal(statement, {}, nowMs, 'with_reference'),
          // References may count upwards, so the newest may all match and next to none of the first.
          mostPercent: 75,
        }),
  );
  const { rows } = await db.query<{ counts: number[] }>(
    `select array[${counts.map((count) => `(${count})::int`).join(', ')}] as counts`,
    statement.values,
  );
  return rows[0]?.counts ?? [];
}
