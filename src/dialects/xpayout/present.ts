/** Orders as this contract shows them: money with two decimals as strings, absent texts empty. */
import { formatMoney } from '../../kit/money.ts';
import type { ZoneClock } from '../../kit/zone-clock.ts';
import type { FoundOrder } from '../../payments/find-orders.ts';
import type { AnsweredPayout } from '../../payments/create-payout.ts';
import type { Payout, PayoutStatus } from '../../payments/payout.ts';
import { totalsOf } from '../../payments/quote.ts';
import { outcomeWordsOf } from './outcome-words.ts';

export const statusWords = {
  queued: 'processing',
  processing: 'processing',
  succeeded: 'success',
  failed: 'failed',
  reversed: 'reversed',
} as const satisfies Record<PayoutStatus, string>;

/** What stands beside a payout and is shown with it. */
export type Beside = Pick<FoundOrder, 'referenceId' | 'providerReference'>;

/** The nineteen fields of a callback, in the order of the document. */
export function payoutFields(
  payout: Payout,
  beside: Beside,
  zone: ZoneClock,
): Readonly<Record<string, string>> {
  const money = (minor: bigint) => formatMoney({ minor, currency: payout.currency });
  const { totalFeeMinor, totalDebitMinor } = totalsOf(payout);
  const { code, message } = outcomeWordsOf(payout);
  return {
    order_id: payout.transactionNumber,
    merchant_order_id: payout.reference ?? '',
    reference_id: beside.referenceId ?? '',
    status: statusWords[payout.status],
    amount: money(payout.amountMinor),
    gross_amount: money(payout.amountMinor),
    fee_amount: money(payout.feeMinor),
    gst_amount: money(payout.gstMinor),
    total_fee: money(totalFeeMinor),
    total_debit: money(totalDebitMinor),
    total_cost: money(totalDebitMinor),
    net_amount: money(payout.amountMinor),
    beneficiary_receives: money(payout.amountMinor),
    currency: payout.currency,
    provider_reference: beside.providerReference ?? '',
    provider_status_code: code,
    provider_message: message,
    utr: payout.utr ?? '',
    updated_at: zone.text(payout.updatedAt ?? payout.createdAt),
  };
}

/** The answer to a created order, and to one that exists. */
export function createdText(message: string, order: CreatedOrder): string {
  const { payout, meta } = order;
  const money = (minor: bigint) => formatMoney({ minor, currency: payout.currency });
  const { totalFeeMinor, totalDebitMinor } = totalsOf(payout);
  const data = {
    gateway_order_id: payout.transactionNumber,
    merchant_order_id: payout.reference ?? '',
    reference_id: order.referenceId ?? '',
    status: statusWords[payout.status],
    amount: money(payout.amountMinor),
    fee_amount: money(payout.feeMinor),
    gst_amount: money(payout.gstMinor),
    total_fee: money(totalFeeMinor),
    total_debit: money(totalDebitMinor),
    provider_reference: order.providerReference ?? '',
    utr: payout.utr ?? '',
  };
  return successText(message, withMeta(data, meta));
}

export type CreatedOrder = Beside & Pick<FoundOrder, 'meta'> & { readonly payout: AnsweredPayout };

export function foundText({ payout, meta, ...beside }: FoundOrder, zone: ZoneClock): string {
  return successText('Order found', withMeta(payoutFields(payout, beside, zone), meta));
}

/** The JSON of an object, with the meta of the order as it came behind its fields. */
export function withMeta(data: Readonly<Record<string, string>>, meta: string | null): string {
  const text = JSON.stringify(data);
  return meta === null ? text : `${text.slice(0, -1)},"meta":${meta}}`;
}

/** `dataText` is JSON. */
export function successText(message: string, dataText: string): string {
  return `{"ok":true,"message":${JSON.stringify(message)},"data":${dataText}}`;
}
