/** Filters of lists that a person keeps under a name, for that person alone. */
import type { Queryable } from '../db/connection.ts';
import { DomainError } from '../kit/errors.ts';
import { newId } from '../kit/ids.ts';

/** `merchantId`: of the team; of an operator the merchant of zeros. */
export interface FilterOwner {
  readonly merchantId: string;
  readonly personId: string;
}

export interface SavedFilter {
  readonly filterId: string;
  /** The list: `payments`. */
  readonly page: string;
  readonly name: string;
  /** The query of the address of the page. */
  readonly query: string;
}

const mostKept = 50;

/** By name. */
export async function listSavedFilters(
  db: Queryable,
  { merchantId, personId }: FilterOwner,
  page: string,
): Promise<SavedFilter[]> {
  const { rows } = await db.query<SavedFilter>(
    `select filter_id as "filterId", page, name, query from saved_filters
     where merchant_id = $1 and person_id = $2 and page = $3 order by name`,
    [merchantId, personId, page],
  );
  return rows;
}

/** Throws DomainError `console.conflict` when the name is taken or too many are kept. */
export async function saveFilter(
  db: Queryable,
  { merchantId, personId }: FilterOwner,
  { page, name, query }: Omit<SavedFilter, 'filterId'>,
  nowMs: number,
): Promise<SavedFilter> {
  const filterId = newId<'saved_filter'>(nowMs);
  const { rowCount } = await db.query(
    `insert into saved_filters (merchant_id, person_id, filter_id, page, name, query, created_at)
     select $1, $2, $3, $4, $5, $6, $7
     where (select count(*) from saved_filters where merchant_id = $1 and person_id = $2) < ${String(mostKept)}
     on conflict do nothing`,
    [merchantId, personId, filterId, page, name, query, new Date(nowMs)],
  );
  if (rowCount === 1) return { filterId, page, name, query };
  const reason = `A filter has this name already, or there are ${String(mostKept)}.`;
  throw new DomainError('console.conflict', { reason });
}

/** False when the person has none with this id. */
export async function removeSavedFilter(
  db: Queryable,
  { merchantId, personId }: FilterOwner,
  filterId: string,
): Promise<boolean> {
  const { rowCount } = await db.query(
    'delete from saved_filters where merchant_id = $1 and person_id = $2 and filter_id = $3',
    [merchantId, personId, filterId],
  );
  return rowCount === 1;
}
