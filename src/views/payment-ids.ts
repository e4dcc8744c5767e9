/**
 * The newest payments of all merchants, in tables whose every index begins with the merchant: no index of time over all
 * of them is kept, so that creating payments costs nothing more. Ids are ordered by time, and one probe of the primary
 * key tells the newest of each merchant; only merchants among the first so many by that can be on the page.
 */
import type { Queryable } from '../db/connection.ts';
import { firstIdAt } from '../kit/ids.ts';
import { Statement } from '../payments/statement.ts';
import { answeredOf, narrowedTo, type KindTable, type PaymentFilter } from './payment-filter.ts';

export interface FoundId {
  readonly merchantId: string;
  readonly paymentId: string;
}

export interface FoundIds {
  /** Newest first. */
  readonly ids: readonly FoundId[];
  /** All with this id or a later one have been looked at; null: all that there are. */
  readonly floor: string | null;
}

export interface Stretch {
  /** Below this id. */
  readonly before: string;
  /** Not below this one; undefined: to the first ever. */
  readonly from: string | undefined;
  readonly limit: number;
}

/** A filter that no index answers is held against so many payments, and the next page goes on behind them. */
const mostLookedAt = 6_000;
/** One that has to ask another table about each. */
const mostAskedAbout = 2_000;
/** Enough for nearly every filter to fill a page. */
const firstLook = 1_000;
const mostLooks = 6;
const endOfTime = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

export function stretchOf(filter: PaymentFilter, cursor: string | undefined, limit: number) {
  const to = filter.toMs === undefined ? endOfTime : firstIdAt(filter.toMs);
  const before = cursor !== undefined && cursor < to ? cursor : to;
  const from = filter.fromMs === undefined ? undefined : firstIdAt(filter.fromMs);
  return { before, from, limit } satisfies Stretch;
}

/** Of one kind, at most `limit`, newest first. */
export async function findIds(
  db: Queryable,
  of: KindTable,
  filter: PaymentFilter,
  stretch: Stretch,
): Promise<FoundIds> {
  const newest = await newestIds(db, of, filter, stretch);
  const isAll = newest.length < stretch.limit;
  if (newest.length === 0 || narrowedTo(new Statement(''), of, filter) === '')
    return { ids: newest, floor: isAll ? null : (newest.at(-1)?.paymentId ?? null) };
  return lookDown(db, of, filter, stretch, newest);
}

async function newestIds(
  db: Queryable,
  of: KindTable,
  filter: PaymentFilter,
  { before, from, limit }: Stretch,
): Promise<FoundId[]> {
  const statement = new Statement(before);
  const within = `p.${of.id} < $1${from === undefined ? '' : ` and p.${of.id} >= ${statement.add(from)}`}${answeredOf(statement, of, filter)}`;
  const most = statement.add(limit);
  const { rows } = await db.query<FoundId>(
    `with newest as materialized (
       select m.merchant_id from ${merchantsOf(statement, filter)} cross join lateral (
         select p.${of.id} as id from ${of.table} p
         where p.merchant_id = m.merchant_id and ${within} order by p.${of.id} desc limit 1) one
       order by one.id desc limit ${most})
     select found.merchant_id as "merchantId", found.id as "paymentId"
     from newest n cross join lateral (
       select p.merchant_id, p.${of.id} as id from ${of.table} p
       where p.merchant_id = n.merchant_id and ${within} order by p.${of.id} desc limit ${most}) found
     order by found.id desc limit ${most}`,
    statement.values,
  );
  return rows;
}

/**
 * Holds the filter against everything above some instant, which is guessed by how long the newest took to come, and
 * guessed again by what was met: after bursts and quiet nights the first guess is wrong by a lot.
 */
async function lookDown(
  db: Queryable,
  of: KindTable,
  filter: PaymentFilter,
  stretch: Stretch,
  newest: readonly FoundId[],
): Promise<FoundIds> {
  const most = filter.provider === undefined || of.kind === 'payin' ? mostLookedAt : mostAskedAbout;
  const earliestMs = stretch.from === undefined ? 0 : timeOf(stretch.from);
  const last = newest.at(-1)?.paymentId ?? endOfTime;
  const newestMs = timeOf(newest[0]?.paymentId ?? endOfTime);
  let spanMs = Math.ceil((newestMs - timeOf(last) + 1) / newest.length) * firstLook;
  // Whatever is guessed, the newest themselves are looked at, so that the next page begins further down.
  let best: FoundIds | undefined;
  for (let looks = 0; looks < mostLooks; looks += 1) {
    const isAll = newestMs - spanMs <= earliestMs || newest.length < stretch.limit;
    const floor = isAll ? null : firstIdAt(newestMs - spanMs);
    const { looked, ids } = await look(db, of, filter, stretch, floor ?? stretch.from, most);
    if (looked <= most) {
      best = { ids, floor };
      if (isAll || ids.length >= stretch.limit || looked >= most / 4) return best;
      spanMs *= Math.min(16, Math.ceil(most / 2 / Math.max(looked, 1)));
    } else if (best !== undefined) return best;
    else spanMs = Math.ceil(spanMs / 8);
  }
  if (best !== undefined) return best;
  const { ids } = await look(db, of, filter, stretch, last, stretch.limit);
  return { ids, floor: last };
}

interface Look {
  /** More than `most`: the reading was broken off, and `ids` say nothing. */
  readonly looked: number;
  readonly ids: FoundId[];
}

async function look(
  db: Queryable,
  of: KindTable,
  filter: PaymentFilter,
  { before, limit }: Stretch,
  from: string | undefined,
  most: number,
): Promise<Look> {
  const statement = new Statement(before);
  const least = from === undefined ? '' : ` and p.${of.id} >= ${statement.add(from)}`;
  const answered = answeredOf(statement, of, filter);
  const fits = narrowedTo(statement, of, filter).replace(/^ and /, '');
  const page = `[1:${String(limit)}]`;
  const newestOf = (column: string) =>
    `coalesce((array_agg(one.${column} order by one.id desc) filter (where one.fits))${page}, '{}')::text[]`;
  // `offset 0` keeps every other order out of the branch: each merchant's stretch is read once, by its key.
  const { rows } = await db.query<{ looked: number; merchants: string[]; ids: string[] }>(
    `select count(*)::int as looked, ${newestOf('merchant_id')} as merchants, ${newestOf('id')} as ids
     from (
       select found.* from ${merchantsOf(statement, filter)} cross join lateral (
         select p.merchant_id, p.${of.id} as id, (${fits}) as fits from ${of.table} p
         where p.merchant_id = m.merchant_id and p.${of.id} < $1${least}${answered} offset 0) found
       limit ${String(most + 1)}) one`,
    statement.values,
  );
  const { looked = 0, merchants = [], ids = [] } = rows[0] ?? {};
  const found = ids.map((paymentId, nth) => ({ paymentId, merchantId: merchants[nth] ?? '' }));
  return { looked, ids: found };
}

function merchantsOf(statement: Statement, { merchantId }: PaymentFilter): string {
  return merchantId === undefined
    ? 'merchants m'
    : `(select ${statement.add(merchantId)}::uuid as merchant_id) m`;
}

/** The first 48 bits of an id are its milliseconds. */
function timeOf(id: string): number {
  return parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}
