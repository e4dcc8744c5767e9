/** Pay-ins as this contract shows them: the fields of a payout, read for money that comes in. */
import { formatMoney } from '../../kit/money.ts';
import type { ZoneClock } from '../../kit/zone-clock.ts';
import type { FoundPayinOrder } from '../../payments/find-payin-orders.ts';
import type { Payin, PayinStatus } from '../../payments/payin.ts';
import { payinTotalsOf } from '../../payments/quote.ts';
import { successText, withMeta } from './present.ts';

export const payinStatusWords = {
  created: 'processing',
  succeeded: 'success',
  failed: 'failed',
  expired: 'failed',
  reversed: 'reversed',
} as const satisfies Record<PayinStatus, string>;

/** Our own words for what became of a pay-in, never a provider's. */
export const outcomeWords = {
  created: { code: 'PROCESSING', message: 'The payment of the customer is awaited.' },
  succeeded: { code: 'SUCCESS', message: 'The customer paid.' },
  failed: { code: 'DECLINED', message: 'The customer did not pay.' },
  expired: { code: 'EXPIRED', message: 'The customer did not pay in time.' },
  reversed: { code: 'RETURNED', message: 'The payment was given back to the customer.' },
} as const satisfies Record<PayinStatus, { code: string; message: string }>;

/** Before it has ended, and when its time is over, what is remarked is our own word: that a payment is being looked at. */
function wordsOf({ status, remarks }: Payin): { readonly code: string; readonly message: string } {
  const { code, message } = outcomeWords[status];
  const isOurs = status === 'created' || status === 'expired';
  return { code, message: isOurs && remarks !== null ? remarks : message };
}

export type ShownPayinOrder = Pick<FoundPayinOrder, 'payin' | 'referenceId' | 'meta'>;
type Beside = Pick<FoundPayinOrder, 'referenceId'>;

/** The nineteen fields of a callback. Fee and GST are taken from the gross amount; net is what the wallet gets. */
export function payinFields(
  payin: Payin,
  { referenceId }: Beside,
  zone: ZoneClock,
): Readonly<Record<string, string>> {
  const money = (minor: bigint) => formatMoney({ minor, currency: payin.currency });
  const { grossMinor, totalFeeMinor, netMinor } = payinTotalsOf(payin);
  const { code, message } = wordsOf(payin);
  return {
    order_id: payin.transactionNumber,
    merchant_order_id: payin.reference,
    reference_id: referenceId ?? '',
    status: payinStatusWords[payin.status],
    amount: money(payin.amountMinor),
    gross_amount: money(grossMinor),
    fee_amount: money(payin.feeMinor),
    gst_amount: money(payin.gstMinor),
    total_fee: money(totalFeeMinor),
    total_debit: money(totalFeeMinor),
    total_cost: money(totalFeeMinor),
    net_amount: money(netMinor),
    beneficiary_receives: money(netMinor),
    currency: payin.currency,
    provider_reference: payin.providerReference,
    provider_status_code: code,
    provider_message: message,
    utr: payin.utr ?? '',
    updated_at: zone.text(payin.updatedAt ?? payin.createdAt),
  };
}

/** Where the customer pays. */
export interface PaymentPlace {
  readonly paymentUrl: string;
  /** `upi://pay?...`. */
  readonly upiIntent: string;
}

/** The answer to a created order, and to one that exists. */
export function createdPayinText(
  message: string,
  { payin, referenceId, meta }: ShownPayinOrder,
  place: PaymentPlace,
  zone: ZoneClock,
): string {
  const fields = payinFields(payin, { referenceId }, zone);
  const data = {
    gateway_order_id: payin.transactionNumber,
    merchant_order_id: payin.reference,
    reference_id: referenceId ?? '',
    status: payinStatusWords[payin.status],
    amount: fields.amount ?? '',
    fee_amount: fields.fee_amount ?? '',
    gst_amount: fields.gst_amount ?? '',
    total_fee: fields.total_fee ?? '',
    total_debit: fields.total_debit ?? '',
    provider_reference: payin.providerReference,
    utr: payin.utr ?? '',
    payment_url: place.paymentUrl,
    upi_intent: place.upiIntent,
    expires_at: zone.text(payin.expiresAt),
  };
  return successText(message, withMeta(data, meta));
}

export function foundPayinText(
  { payin, referenceId, meta }: ShownPayinOrder,
  zone: ZoneClock,
): string {
  return successText('Order found', withMeta(payinFields(payin, { referenceId }, zone), meta));
}
