/** The newest payments of each merchant, by an index that begins with the merchant: one probe tells the newest of each. */
import type { Queryable } from '../db/connection.ts';
import { firstIdAt } from '../kit/ids.ts';
import { Statement } from '../payments/statement.ts';
import { answeredOf, isTimed, type KindTable, type PaymentFilter } from './payment-filter.ts';

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
  /** Where looking down begins. Later payments, made by a clock that runs ahead, are found all the same. */
  readonly topMs: number;
}

const endOfTime = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

export function stretchOf(
  filter: PaymentFilter,
  cursor: string | undefined,
  limit: number,
  nowMs: number,
): Stretch {
  const to = filter.toMs === undefined ? endOfTime : firstIdAt(filter.toMs);
  const before = cursor !== undefined && cursor < to ? cursor : to;
  const from = filter.fromMs === undefined ? undefined : firstIdAt(filter.fromMs);
  return { before, from, limit, topMs: Math.min(nowMs, timeOf(before)) };
}

/** At most `limit`, newest first. Only the first so many merchants by their newest can be on the page. */
export async function newestIds(
  db: Queryable,
  of: KindTable,
  filter: PaymentFilter,
  { before, from, limit }: Stretch,
): Promise<FoundId[]> {
  const statement = new Statement(before);
  const within = `p.${of.id} < $1${from === undefined ? '' : ` and p.${of.id} >= ${statement.add(from)}`}${answeredOf(statement, of, filter)}`;
  const most = statement.add(limit);
  if (isTimed(of, filter)) {
    const { rows } = await db.query<FoundId>(
      `select p.merchant_id as "merchantId", p.${of.id} as "paymentId" from ${of.table} p
       where ${within} order by p.${of.id} desc limit ${most}`,
      statement.values,
    );
    return rows;
  }
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

export function merchantsOf(statement: Statement, { merchantId }: PaymentFilter): string {
  return merchantId === undefined
    ? 'merchants m'
    : `(select ${statement.add(merchantId)}::uuid as merchant_id) m`;
}

/** The first 48 bits of an id are its milliseconds. */
export function timeOf(id: string): number {
  return parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}
