/** Reading money-in orders back by any of their names. */
import type { Queryable } from '../db/connection.ts';
import type { OrderName } from './find-orders.ts';
import { payinColumns, payinOf, type PayinRow } from './payin-rows.ts';
import type { Payin } from './payin.ts';

export interface FoundPayinOrder {
  readonly payin: Payin;
  readonly referenceId: string | null;
  /** JSON text. */
  readonly meta: string | null;
}

interface Row extends PayinRow {
  reference_id: string | null;
  meta: string | null;
}

const select = `select ${payinColumns}, d.reference_id, d.meta`;
const beside = `from payins i
  left join orders d on d.merchant_id = i.merchant_id and d.order_id = i.payin_id
  where i.merchant_id = $1`;

const statements = {
  transactionNumber: `${select} ${beside} and i.transaction_number = $2`,
  reference: `${select} ${beside} and i.reference = $2`,
  referenceId: `${select} from orders d
    join payins i on i.merchant_id = d.merchant_id and i.payin_id = d.order_id
    where d.merchant_id = $1 and d.reference_id is not null and d.reference_id = $2
      and d.direction = 'in'
    order by d.order_id desc limit 1`,
} as const satisfies Partial<Record<OrderName['by'], string>>;

/** Undefined when the merchant has no such order. */
export async function findPayinOrder(
  db: Queryable,
  merchantId: string,
  { by, value }: { readonly by: keyof typeof statements; readonly value: string },
): Promise<FoundPayinOrder | undefined> {
  const { rows } = await db.query<Row>({
    name: `payin_order_by_${by}`,
    text: statements[by],
    values: [merchantId, value],
  });
  const [row] = rows;
  return row && { payin: payinOf(row), referenceId: row.reference_id, meta: row.meta };
}
