/** One payment as its own merchant may know it: nothing of who carried it out inside. */
import type { Queryable } from '../db/connection.ts';
import type { MerchantId } from '../kit/ids.ts';
import { payinColumns, payinOf, type PayinRow } from '../payments/payin-rows.ts';
import type { Payin } from '../payments/payin.ts';
import { payoutColumns, payoutOf, type PayoutRow } from '../payments/payout-rows.ts';
import type { Payout } from '../payments/payout.ts';

/** What the merchant said of an order when it made it. */
export interface SaidOfOrder {
  readonly referenceId: string | null;
  readonly customerName: string | null;
  readonly customerEmail: string | null;
  readonly customerMobile: string | null;
}

export interface StatusChange {
  readonly status: string;
  readonly at: Date;
}

export interface MerchantPayment {
  readonly payment:
    | { readonly kind: 'payout'; readonly payout: Payout }
    | { readonly kind: 'payin'; readonly payin: Payin };
  readonly said: SaidOfOrder | undefined;
  /** Oldest first. */
  readonly changes: readonly StatusChange[];
}

/** Undefined when the merchant has no such payment. */
export async function findMerchantPayment(
  db: Queryable,
  merchantId: MerchantId,
  paymentId: string,
): Promise<MerchantPayment | undefined> {
  const key = [merchantId, paymentId];
  const [payouts, payins, orders, changes] = await Promise.all([
    db.query<PayoutRow>(
      `select ${payoutColumns} from payouts p where p.merchant_id = $1 and p.payout_id = $2`,
      key,
    ),
    db.query<PayinRow>(
      `select ${payinColumns} from payins i where i.merchant_id = $1 and i.payin_id = $2`,
      key,
    ),
    db.query<SaidOfOrder>(
      `select reference_id as "referenceId", customer_name as "customerName",
         customer_email as "customerEmail", customer_mobile as "customerMobile"
       from orders where merchant_id = $1 and order_id = $2`,
      key,
    ),
    db.query<StatusChange>(
      `select to_status as status, at from (
         select to_status, at, version from payout_changes where merchant_id = $1 and payout_id = $2
         union all
         select to_status, at, version from payin_history where merchant_id = $1 and payin_id = $2) h
       order by version`,
      key,
    ),
  ]);
  const beside = { said: orders.rows[0], changes: changes.rows };
  const [payout] = payouts.rows;
  if (payout !== undefined)
    return { payment: { kind: 'payout', payout: payoutOf(payout) }, ...beside };
  const [payin] = payins.rows;
  if (payin !== undefined) return { payment: { kind: 'payin', payin: payinOf(payin) }, ...beside };
  return undefined;
}
