/** Reading money-out orders back by any of their names. A payout without an order row is one with nothing beside it. */
import type { Queryable } from '../db/connection.ts';
import { afterAllIds } from '../kit/ids.ts';
import { payoutColumns, payoutOf, type PayoutRow } from './payout-rows.ts';
import type { Payout } from './payout.ts';

export interface FoundOrder {
  readonly payout: Payout;
  readonly referenceId: string | null;
  /** JSON text. */
  readonly meta: string | null;
  readonly callbackUrl: string | null;
  readonly requestedMode: string | null;
  /** Of the latest attempt. */
  readonly providerReference: string | null;
}

/** `reference` is the merchant's own id of the order, `referenceId` its second one, of which the newest is meant. */
export type OrderName = {
  readonly by: 'payoutId' | 'transactionNumber' | 'reference' | 'referenceId';
  readonly value: string;
};

interface Row extends PayoutRow {
  reference_id: string | null;
  meta: string | null;
  callback_url: string | null;
  requested_mode: string | null;
  provider_reference: string | null;
}

const select = `select ${payoutColumns}, d.reference_id, d.meta, d.callback_url, d.requested_mode, (
    select a.provider_reference from payout_attempts a
    where a.merchant_id = p.merchant_id and a.payout_id = p.payout_id
    order by a.attempt_no desc limit 1) as provider_reference`;
const beside = `from payouts p
  left join orders d on d.merchant_id = p.merchant_id and d.order_id = p.payout_id
  where p.merchant_id = $1`;

const statements: Readonly<Record<OrderName['by'], string>> = {
  payoutId: `${select} ${beside} and p.payout_id = $2`,
  transactionNumber: `${select} ${beside} and p.transaction_number = $2`,
  reference: `${select} ${beside} and p.reference is not null and p.reference = $2`,
  referenceId: `${select} from orders d
    join payouts p on p.merchant_id = d.merchant_id and p.payout_id = d.order_id
    where d.merchant_id = $1 and d.reference_id is not null and d.reference_id = $2
      and d.direction = 'out'
    order by d.order_id desc limit 1`,
};

export async function findOrder(
  db: Queryable,
  merchantId: string,
  { by, value }: OrderName,
): Promise<FoundOrder | undefined> {
  const { rows } = await db.query<Row>({
    name: `order_by_${by}`,
    text: statements[by],
    values: [merchantId, value],
  });
  return rows[0] && orderOf(rows[0]);
}

/** Newest first, from before `beforeId`; only payouts that came as orders. */
export async function listOrders(
  db: Queryable,
  merchantId: string,
  { limit, beforeId = afterAllIds }: { readonly limit: number; readonly beforeId?: string },
): Promise<FoundOrder[]> {
  const { rows } = await db.query<Row>(
    `${select} from orders d
     join payouts p on p.merchant_id = d.merchant_id and p.payout_id = d.order_id
     where d.merchant_id = $1 and d.order_id < $2 and d.direction = 'out'
     order by d.order_id desc limit $3`,
    [merchantId, beforeId, limit],
  );
  return rows.map(orderOf);
}

function orderOf(row: Row): FoundOrder {
  return {
    payout: payoutOf(row),
    referenceId: row.reference_id,
    meta: row.meta,
    callbackUrl: row.callback_url,
    requestedMode: row.requested_mode,
    providerReference: row.provider_reference,
  };
}
