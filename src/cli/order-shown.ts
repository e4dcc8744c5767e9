/** An order of either direction, in words and as data. */
import type { FoundOrder } from '../payments/find-orders.ts';
import type { FoundPayinOrder } from '../payments/find-payin-orders.ts';
import { facts } from './output.ts';
import { shownPayin } from './payin-shown.ts';
import { shownPayout } from './payout-shown.ts';

export function shownOrder({ payout, meta, ...beside }: FoundOrder) {
  return {
    service: 'payout' as const,
    gatewayOrderId: payout.transactionNumber,
    orderId: payout.reference,
    ...beside,
    meta: metaOf(meta),
    paymentId: payout.payoutId,
    payment: shownPayout(payout),
  };
}

export function shownPayinOrder({ payin, meta, ...beside }: FoundPayinOrder) {
  return {
    service: 'payin' as const,
    gatewayOrderId: payin.transactionNumber,
    orderId: payin.reference,
    ...beside,
    meta: metaOf(meta),
    paymentId: payin.payinId,
    payment: shownPayin(payin),
  };
}

function metaOf(meta: string | null): unknown {
  return meta === null ? null : JSON.parse(meta);
}

export function orderText(order: FoundOrder): string {
  const { payout } = order;
  const shown = shownPayout(payout);
  return facts({
    order: payout.transactionNumber,
    payout: payout.payoutId,
    merchant: payout.merchantId,
    contract: payout.contract,
    order_id: payout.reference,
    reference_id: order.referenceId,
    status: payout.status,
    because: payout.statusReason,
    amount: `${payout.currency} ${shown.amount}`,
    'fee and GST': `${shown.fee} and ${shown.gst}`,
    beneficiary: payout.beneficiaryName,
    'paid to':
      payout.beneficiaryVpa ?? `${payout.beneficiaryAccountNumber} ${payout.beneficiaryIfsc}`,
    'mode asked for': order.requestedMode,
    rail: payout.rail,
    'provider reference': order.providerReference,
    UTR: payout.utr,
    'callback URL': order.callbackUrl,
    meta: order.meta,
    created: payout.createdAt,
    updated: payout.updatedAt,
  });
}

export function payinOrderText(order: FoundPayinOrder): string {
  const { payin } = order;
  const shown = shownPayin(payin);
  return facts({
    order: payin.transactionNumber,
    'pay-in': payin.payinId,
    merchant: payin.merchantId,
    contract: payin.contract,
    order_id: payin.reference,
    reference_id: order.referenceId,
    status: payin.status,
    because: payin.statusReason,
    amount: `${payin.currency} ${shown.amount}`,
    received: `${payin.currency} ${shown.received}`,
    'fee and GST': `${shown.fee} and ${shown.gst}`,
    'at the provider': `${payin.provider} ${payin.providerReference}`,
    payer: payin.payerVpa,
    UTR: payin.utr,
    'callback URL': order.callbackUrl,
    'return URL': order.returnUrl,
    meta: order.meta,
    created: payin.createdAt,
    expires: payin.expiresAt,
    updated: payin.updatedAt,
  });
}
