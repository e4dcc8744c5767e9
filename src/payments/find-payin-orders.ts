/** Reading money-in orders back by any of their names. A pay-in without an order row is one with nothing beside it. */
import type { Queryable } from '../db/connection.ts';
import { afterAllIds } from '../kit/ids.ts';
import type { OrderName } from './find-orders.ts';
import { payinColumns, payinOf, type PayinRow } from './payin-rows.ts';
import type { Payin } from './payin.ts';

export interface FoundPayinOrder {
  readonly payin: Payin;
  readonly referenceId: string | null;
  /** JSON text. */
  readonly meta: string | null;
  readonly callbackUrl: string | null;
  readonly returnUrl: string | null;
}

/** By the names of an order of the other direction, and its own id. */
export interface PayinOrderName {
  readonly by: Exclude<OrderName['by'], 'payoutId'> | 'payinId';
  readonly value: string;
}

interface Row extends PayinRow {
  reference_id: string | null;
  meta: string | null;
  callback_url: string | null;
  return_url: string | null;
}

const select = `select ${payinColumns}, d.reference_id, d.meta, d.callback_url, d.return_url`;
const beside = `from payins i
  left join orders d on d.merchant_id = i.merchant_id and d.order_id = i.payin_id
  where i.merchant_id = $1`;

const statements: Readonly<Record<PayinOrderName['by'], string>> = {
  payinId: `${select} ${beside} and i.payin_id = $2`,
  transactionNumber: `${select} ${beside} and i.transaction_number = $2`,
  reference: `${select} ${beside} and i.reference = $2`,
  referenceId: `${select} from orders d
    join payins i on i.merchant_id = d.merchant_id and i.payin_id = d.order_id
    where d.merchant_id = $1 and d.reference_id is not null and d.reference_id = $2
      and d.direction = 'in'
    order by d.order_id desc limit 1`,
};

/** Undefined when the merchant has no such order. */
export async function findPayinOrder(
  db: Queryable,
  merchantId: string,
  { by, value }: PayinOrderName,
): Promise<FoundPayinOrder | undefined> {
  const { rows } = await db.query<Row>({
    name: `payin_order_by_${by}`,
    text: statements[by],
    values: [merchantId, value],
  });
  return rows[0] && orderOf(rows[0]);
}

/** Newest first, from before `beforeId`; only pay-ins that came as orders. */
export async function listPayinOrders(
  db: Queryable,
  merchantId: string,
  { limit, beforeId = afterAllIds }: { readonly limit: number; readonly beforeId?: string },
): Promise<FoundPayinOrder[]> {
  const { rows } = await db.query<Row>(
    `${select} from orders d
     join payins i on i.merchant_id = d.merchant_id and i.payin_id = d.order_id
     where d.merchant_id = $1 and d.order_id < $2 and d.direction = 'in'
     order by d.order_id desc limit $3`,
    [merchantId, beforeId, limit],
  );
  return rows.map(orderOf);
}

function orderOf(row: Row): FoundPayinOrder {
  return {
    payin: payinOf(row),
    referenceId: row.reference_id,
    meta: row.meta,
    callbackUrl: row.callback_url,
    returnUrl: row.return_url,
  };
}
