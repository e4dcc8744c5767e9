/** The payments of all merchants, newest first, page by page. */
import type { Pool } from '../db/connection.ts';
import { byBlocks } from './by-blocks.ts';
import { stretchOf, type FoundIds } from './newest-ids.ts';
import { kindsOf, type KindTable, type PaymentFilter } from './payment-filter.ts';
import { findIds } from './payment-ids.ts';
import { readPaymentRows, type PaymentRow } from './payment-row.ts';

export interface PaymentPage {
  readonly rows: readonly PaymentRow[];
  /**
   * The id below which the next page begins; null: there is none. A page may have fewer rows than it might, even none,
   * and yet another may follow: then so much was looked at, and the rest is for the next.
   */
  readonly next: string | null;
}

export interface PageOrder {
  /** What `next` of the page before said. */
  readonly cursor?: string;
  /** From 1 to 200. */
  readonly limit: number;
  readonly nowMs: number;
}

/** Each kind is looked through on a connection of its own. */
export async function listPayments(
  pool: Pool,
  filter: PaymentFilter,
  { cursor, limit, nowMs }: PageOrder,
): Promise<PaymentPage> {
  const stretch = stretchOf(filter, cursor, limit + 1, nowMs);
  const found = await Promise.all(
    kindsOf(filter).map(async (of) => ({
      of,
      ...(await byBlocks(pool, (tx) => findIds(tx, of, filter, stretch))),
    })),
  );
  const { ids, next } = pageOf(found, limit);
  const rows = await Promise.all(
    found.map(({ of }) =>
      readPaymentRows(
        pool,
        of.kind,
        ids.filter((one) => one.of === of),
      ),
    ),
  );
  return { rows: rows.flat().sort(newestFirst), next };
}

/** All of them, from the newest to the first, a page at a time. */
export async function* everyPayment(
  pool: Pool,
  filter: PaymentFilter,
  nowMs: number,
): AsyncGenerator<readonly PaymentRow[]> {
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const page: PaymentPage = await listPayments(pool, filter, {
      limit: 200,
      nowMs,
      ...(cursor !== undefined && { cursor }),
    });
    if (page.rows.length > 0) yield page.rows;
    cursor = page.next;
  }
}

/** Every kind has been looked at down to a depth of its own; below the shallowest nothing is told yet. */
function pageOf(found: readonly (FoundIds & { readonly of: KindTable })[], limit: number) {
  const floors = found.map(({ floor }) => floor).filter((floor) => floor !== null);
  const floor = floors.sort().at(-1) ?? null;
  const all = found
    .flatMap(({ of, ids }) => ids.map((id) => ({ ...id, of })))
    .filter(({ paymentId }) => floor === null || paymentId >= floor)
    .sort((a, b) => (a.paymentId < b.paymentId ? 1 : -1));
  const ids = all.slice(0, limit);
  return { ids, next: all.length > limit ? (ids.at(-1)?.paymentId ?? null) : floor };
}

export function newestFirst(a: PaymentRow, b: PaymentRow): number {
  return a.paymentId < b.paymentId ? 1 : -1;
}
