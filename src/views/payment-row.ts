/** A payment of any kind as one row of a list. */
import { arrayLiteral } from '../db/columns.ts';
import type { Queryable } from '../db/connection.ts';
import type { Currency } from '../kit/money.ts';
import type { PaymentKind } from './payment-filter.ts';
import type { FoundId } from './newest-ids.ts';

export interface PaymentRow {
  readonly kind: PaymentKind;
  readonly merchantId: string;
  readonly merchantName: string;
  readonly paymentId: string;
  readonly status: string;
  readonly statusReason: string;
  readonly contract: string;
  /** Transaction number; of a transfer its key. Null for an exchange that followed on a deposit before such had keys. */
  readonly number: string | null;
  readonly reference: string | null;
  readonly currency: Currency;
  readonly amountMinor: bigint;
  readonly feeMinor: bigint;
  readonly gstMinor: bigint;
  /** The rail of a payout (null: none is chosen yet), the method of a pay-in, the sort of a transfer. */
  readonly method: string | null;
  readonly provider: string | null;
  readonly utr: string | null;
  /** Whom it goes to or comes from. */
  readonly counterparty: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date | null;
}

const wanted = `unnest($1::uuid[], $2::uuid[]) as r (merchant_id, id)`;
const shared = `p.merchant_id as "merchantId", m.name as "merchantName", p.status, p.status_reason as "statusReason",
  p.reference, p.currency, p.amount_minor as "amountMinor", p.created_at as "createdAt", p.updated_at as "updatedAt"`;

const selects: Readonly<Record<PaymentKind, string>> = {
  payout: `select 'payout' as kind, ${shared}, p.payout_id as "paymentId", p.contract,
      p.transaction_number as number, p.fee_minor as "feeMinor", p.gst_minor as "gstMinor", p.rail as method,
      a.provider, p.utr, p.beneficiary_name as counterparty
    from ${wanted}
    join payouts p on p.merchant_id = r.merchant_id and p.payout_id = r.id
    join merchants m on m.merchant_id = p.merchant_id
    left join lateral (select a.provider from payout_attempts a
      where a.merchant_id = p.merchant_id and a.payout_id = p.payout_id order by a.attempt_no desc limit 1) a on true`,
  payin: `select 'payin' as kind, ${shared}, p.payin_id as "paymentId", p.contract,
      p.transaction_number as number, p.fee_minor as "feeMinor", p.gst_minor as "gstMinor", p.method,
      p.provider, p.utr, coalesce(o.customer_name, p.payer_vpa) as counterparty
    from ${wanted}
    join payins p on p.merchant_id = r.merchant_id and p.payin_id = r.id
    join merchants m on m.merchant_id = p.merchant_id
    left join orders o on o.merchant_id = p.merchant_id and o.order_id = p.payin_id`,
  transfer: `select 'transfer' as kind, ${shared}, p.transfer_id as "paymentId", 'xprizo' as contract,
      x.approval_key as number, 0::bigint as "feeMinor", 0::bigint as "gstMinor", p.kind as method,
      null as provider, null as utr, payee.name as counterparty
    from ${wanted}
    join transfers p on p.merchant_id = r.merchant_id and p.transfer_id = r.id
    join merchants m on m.merchant_id = p.merchant_id
    left join merchants payee on payee.merchant_id = p.payee_id
    left join xprizo_transactions x on x.merchant_id = p.merchant_id and x.transaction_id = p.transfer_id`,
};

/** In no order. */
export async function readPaymentRows(
  db: Queryable,
  kind: PaymentKind,
  ids: readonly FoundId[],
): Promise<PaymentRow[]> {
  if (ids.length === 0) return [];
  const { rows } = await db.query<PaymentRow>({
    name: `console_${kind}_rows`,
    text: selects[kind],
    values: [
      arrayLiteral(ids.map(({ merchantId }) => merchantId)),
      arrayLiteral(ids.map(({ paymentId }) => paymentId)),
    ],
  });
  return rows;
}
