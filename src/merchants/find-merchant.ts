import type { Queryable } from '../db/connection.ts';
import {
  merchantColumns,
  merchantOf,
  type MerchantRow,
  type MerchantView,
  type OwnerKind,
} from './merchant.ts';

/** Reads the row itself, never a copy: for logins and the command line, not for every request. */
export async function findMerchant(
  db: Queryable,
  merchantId: string,
): Promise<MerchantView | undefined> {
  const { rows } = await db.query<MerchantRow>(
    `select ${merchantColumns} from merchants where merchant_id = $1`,
    [merchantId],
  );
  return rows[0] && merchantOf(rows[0]);
}

/** A number beyond the column becomes 0, which nobody has: it is asked for all the same, so that time tells nothing of who exists. */
function numberOrNobody(merchantNo: number): number {
  return merchantNo <= 0x7fff_ffff ? merchantNo : 0;
}

/** Client ids and refresh tokens carry this number, so they lead to their merchant without a directory. Any number may be asked for. */
export async function findMerchantByNo(
  db: Queryable,
  merchantNo: number,
): Promise<MerchantView | undefined> {
  const { rows } = await db.query<MerchantRow>(
    `select ${merchantColumns} from merchants where merchant_no = $1`,
    [numberOrNobody(merchantNo)],
  );
  return rows[0] && merchantOf(rows[0]);
}

/** Those that exist, in no order. Any numbers may be asked for. */
export async function findMerchantsByNo(
  db: Queryable,
  merchantNos: readonly number[],
): Promise<MerchantView[]> {
  const { rows } = await db.query<MerchantRow>({
    name: 'merchants_by_no',
    text: `select ${merchantColumns} from merchants where merchant_no = any($1::integer[])`,
    values: [merchantNos.map(numberOrNobody)],
  });
  return rows.map(merchantOf);
}

/** In the order of their numbers, from the first above `afterNo`; all kinds when none is named. */
export async function listMerchants(
  db: Queryable,
  page: { readonly afterNo?: number; readonly limit?: number; readonly kind?: OwnerKind } = {},
): Promise<MerchantView[]> {
  const { rows } = await db.query<MerchantRow>(
    `select ${merchantColumns} from merchants
     where merchant_no > $1 and kind = coalesce($3, kind) order by merchant_no limit $2`,
    [page.afterNo ?? 0, page.limit ?? 1_000, page.kind ?? null],
  );
  return rows.map(merchantOf);
}
