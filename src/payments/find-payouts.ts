/**
 * Reading payouts back. Identifiers are ordered by time, so the primary key itself lists the newest first,
 * and every single filter has an index that finds the page; amounts and searches, whose indexes have another order, are counted first.
 */
import type { Queryable } from '../db/connection.ts';
import { amountRangeOf } from './amount-bands.ts';
import { countPayouts, countSearched } from './count-payouts.ts';
import { partsOf, whereOf, type PayoutFilter } from './payout-filter.ts';
import { payoutColumns, payoutOf, type PayoutRow } from './payout-rows.ts';
import { partsByAmount } from './payout-sets.ts';
import type { Payout } from './payout.ts';
import { pricedMatches } from './priced-payouts.ts';
import { searchMatches, type Matches } from './search-payouts.ts';
import { Statement } from './statement.ts';

export type { PayoutFilter } from './payout-filter.ts';

/**
 * What matches more is first looked for among so many of the first: usually they hold a whole page.
 * When they do not, all matches are sorted.
 */
const manyMatches = { matches: 30_000, lookAt: 10_000 };

export async function findPayoutByNumber(
  db: Queryable,
  merchantId: string,
  transactionNumber: string,
): Promise<Payout | undefined> {
  const { rows } = await db.query<PayoutRow>({
    name: 'payout_by_number',
    text: `select ${payoutColumns} from payouts p where p.merchant_id = $1 and p.transaction_number = $2`,
    values: [merchantId, transactionNumber],
  });
  return rows[0] && payoutOf(rows[0]);
}

/** The page and the exact number of all matches at `nowMs`. Bad values are refused by the door. */
export async function listPayouts(
  db: Queryable,
  merchantId: string,
  filter: PayoutFilter,
  nowMs: number,
  many = manyMatches,
): Promise<{ payouts: Payout[]; totalCount: number }> {
  const { search, sortBy } = filter;
  const conditions = conditionsOf(filter);
  const page = (totalCount: number, matches: Matches) =>
    pageOfMatches(db, merchantId, filter, { totalCount, matches, many });
  if (search !== undefined) {
    const found = await countSearched(db, merchantId, { ...conditions, search }, nowMs);
    const { totalCount, columns } = found;
    const payouts = await page(totalCount, searchMatches(filter, { text: search, columns }));
    return { payouts, totalCount };
  }
  const range = amountRangeOf(filter);
  if (range !== undefined && sortBy !== 'amount') {
    const totalCount = await countPayouts(db, merchantId, conditions, nowMs);
    return { payouts: await page(totalCount, pricedMatches(filter, range)), totalCount };
  }
  const [payouts, totalCount] = await Promise.all([
    readPage(db, merchantId, filter),
    countPayouts(db, merchantId, conditions, nowMs),
  ]);
  return { payouts, totalCount };
}

function conditionsOf({
  sortBy: _by,
  sortOrder: _order,
  page: _page,
  pageSize: _size,
  ...rest
}: PayoutFilter) {
  return rest;
}

/** Each part is read in the order of the page, as far as the page may need it. */
function readPage(db: Queryable, merchantId: string, filter: PayoutFilter): Promise<Payout[]> {
  const statement = new Statement(merchantId);
  const where = whereOf(statement, filter);
  const parts = filter.sortBy === 'amount' ? partsByAmount(filter.status) : partsOf(filter);
  const first = `order by ${orderOf(filter)} limit ${String(filter.page * filter.pageSize)}`;
  const matches = parts.map(
    (part) => `(select p.payout_id, p.amount_minor from payouts p
      where ${part} and ${where} ${first})`,
  );
  return pageOf(db, statement, filter, matches.join(' union all '));
}

interface Found {
  readonly totalCount: number;
  readonly matches: Matches;
  readonly many: typeof manyMatches;
}

/** For matches that no index holds in the order of the page. */
async function pageOfMatches(
  db: Queryable,
  merchantId: string,
  filter: PayoutFilter,
  { totalCount, matches, many }: Found,
): Promise<Payout[]> {
  const expected = Math.min(filter.pageSize, totalCount - (filter.page - 1) * filter.pageSize);
  if (expected <= 0) return [];
  if (totalCount > many.matches) {
    const statement = new Statement(merchantId);
    const first = { order: orderOf(filter), rowCount: many.lookAt };
    const payouts = await pageOf(db, statement, filter, matches.amongFirst(statement, first));
    if (payouts.length >= expected) return payouts;
  }
  const statement = new Statement(merchantId);
  return pageOf(db, statement, filter, matches.all(statement));
}

/** The rows are fetched for the ids of the page only: those before it are counted off in an index. */
async function pageOf(
  db: Queryable,
  { values }: Statement,
  filter: PayoutFilter,
  matches: string,
): Promise<Payout[]> {
  const offset = (filter.page - 1) * filter.pageSize;
  const { rows } = await db.query<PayoutRow>(
    `select ${payoutColumns} from (
       select p.payout_id from (${matches}) p
       order by ${orderOf(filter)} limit ${String(filter.pageSize)} offset ${String(offset)}) page
     join payouts p on p.merchant_id = $1 and p.payout_id = page.payout_id
     order by ${orderOf(filter)}`,
    values,
  );
  return rows.map(payoutOf);
}

function orderOf({ sortBy, sortOrder }: PayoutFilter): string {
  const direction = sortOrder === 'asc' ? 'asc' : 'desc';
  const byId = `p.payout_id ${direction}`;
  return sortBy === 'amount' ? `p.amount_minor ${direction}, ${byId}` : byId;
}
