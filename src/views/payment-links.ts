/** The pay-ins of a merchant that customers pay on our page, newest first. */
import type { Queryable } from '../db/connection.ts';
import type { MerchantId } from '../kit/ids.ts';
import { payinColumns, payinOf, type PayinRow } from '../payments/payin-rows.ts';
import type { Payin } from '../payments/payin.ts';

export interface PaymentLink {
  readonly payin: Payin;
  readonly customerName: string | null;
}

const columns = `${payinColumns}, o.customer_name`;
const from = `payins i left join orders o on o.merchant_id = i.merchant_id and o.order_id = i.payin_id`;

interface Row extends PayinRow {
  customer_name: string | null;
}

/** `before`: the last id of the page before. */
export async function listPaymentLinks(
  db: Queryable,
  merchantId: MerchantId,
  { before, limit }: { readonly before: string | undefined; readonly limit: number },
): Promise<PaymentLink[]> {
  const { rows } = await db.query<Row>(
    `select ${columns} from ${from}
     where i.merchant_id = $1 and i.method = 'upi' and ($2::uuid is null or i.payin_id < $2)
     order by i.payin_id desc limit $3`,
    [merchantId, before ?? null, limit],
  );
  return rows.map(linkOf);
}

/** Undefined when the merchant has no such link. */
export async function findPaymentLink(
  db: Queryable,
  merchantId: MerchantId,
  payinId: string,
): Promise<PaymentLink | undefined> {
  const { rows } = await db.query<Row>(
    `select ${columns} from ${from} where i.merchant_id = $1 and i.payin_id = $2 and i.method = 'upi'`,
    [merchantId, payinId],
  );
  return rows[0] && linkOf(rows[0]);
}

function linkOf(row: Row): PaymentLink {
  return { payin: payinOf(row), customerName: row.customer_name };
}
