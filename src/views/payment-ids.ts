/**
 * The payments that a filter asks for. Where it names a merchant, or is answered by an index that begins with the
 * merchant, they are read by that key; everything else is read by stretches of time.
 */
import type { Queryable } from '../db/connection.ts';
import { Statement } from '../payments/statement.ts';
import { lookDown } from './look-down.ts';
import { newestIds, type FoundIds, type Stretch } from './newest-ids.ts';
import { isKeyed, narrowedTo, type KindTable, type PaymentFilter } from './payment-filter.ts';

/** Of one kind, at most `limit`, newest first. */
export async function findIds(
  db: Queryable,
  of: KindTable,
  filter: PaymentFilter,
  stretch: Stretch,
): Promise<FoundIds> {
  if (!isKeyed(of, filter)) return lookDown(db, of, filter, stretch);
  const newest = await newestIds(db, of, filter, stretch);
  const isAll = newest.length < stretch.limit;
  if (newest.length === 0 || narrowedTo(new Statement(''), of, filter) === '')
    return { ids: newest, floor: isAll ? null : (newest.at(-1)?.paymentId ?? null) };
  return lookDown(db, of, filter, stretch, newest);
}
