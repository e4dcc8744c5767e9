/** A pay-in as whoever shows it to a customer needs it. */
import type { Queryable } from '../db/connection.ts';
import type { Currency } from '../kit/money.ts';
import type { Environment } from '../merchants/merchant.ts';
import { payinColumns, payinOf, type PayinRow } from './payin-rows.ts';
import type { Payin, PayinStatus } from './payin.ts';
import { upiLink } from './upi-link.ts';

export interface PayinView {
  readonly merchantId: string;
  readonly payinId: string;
  readonly environment: Environment;
  readonly merchantName: string;
  readonly transactionNumber: string;
  readonly reference: string;
  readonly amountMinor: bigint;
  readonly currency: Currency;
  readonly status: PayinStatus;
  readonly expiresAt: Date;
  /** `upi://pay?...`: for a button on a telephone, and for a QR code. */
  readonly upiIntent: string;
  readonly returnUrl: string | null;
  /** Where the customer says that it does not want to pay; null: it just leaves. */
  readonly cancelUrl: string | null;
  /** Of a transaction of the Xprizo contract. */
  readonly approvalKey: string | null;
  /** What was credited, fee and tax included; null while nothing was. */
  readonly receivedMinor: bigint | null;
  readonly utr: string | null;
}

interface ViewRow extends PayinRow {
  environment: Environment;
  merchant_name: string;
  return_url: string | null;
  approval_key: string | null;
}

/** Undefined when the merchant has no such pay-in. */
export async function findPayinView(
  db: Queryable,
  merchantId: string,
  payinId: string,
): Promise<PayinView | undefined> {
  const { rows } = await db.query<ViewRow>(
    `select ${payinColumns}, m.environment, m.name as merchant_name, o.return_url, x.approval_key
     from payins i
     join merchants m on m.merchant_id = i.merchant_id
     left join orders o on o.merchant_id = i.merchant_id and o.order_id = i.payin_id
     left join xprizo_transactions x on x.merchant_id = i.merchant_id and x.transaction_id = i.payin_id
     where i.merchant_id = $1 and i.payin_id = $2`,
    [merchantId, payinId],
  );
  const [row] = rows;
  if (row === undefined) return undefined;
  const payin = payinOf(row);
  return {
    merchantId,
    payinId,
    environment: row.environment,
    merchantName: row.merchant_name,
    transactionNumber: payin.transactionNumber,
    reference: payin.reference,
    amountMinor: payin.amountMinor,
    currency: payin.currency,
    status: payin.status,
    expiresAt: payin.expiresAt,
    upiIntent: upiIntentOf(payin, row.merchant_name),
    returnUrl: row.return_url,
    cancelUrl: null,
    approvalKey: row.approval_key,
    receivedMinor: payin.receivedMinor === 0n ? null : payin.receivedMinor,
    utr: payin.utr,
  };
}

/** The link that the customer's UPI app opens. */
export function upiIntentOf(
  payin: Pick<Payin, 'payeeVpa' | 'providerReference' | 'amountMinor' | 'transactionNumber'>,
  merchantName: string,
): string {
  return upiLink({
    payeeVpa: payin.payeeVpa,
    payeeName: merchantName,
    reference: payin.providerReference,
    amountMinor: payin.amountMinor,
    note: payin.transactionNumber,
    shownAs: 'intent',
  });
}
