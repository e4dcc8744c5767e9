/** What a merchant is told of a change when its contract has no words of its own for it. */
import { formatMoney } from '../kit/money.ts';
import type { Payin } from './payin.ts';
import type { Payout } from './payout.ts';

export function plainPayoutEvent(payout: Payout): string {
  return JSON.stringify({ type: 'payout', ...shared(payout) });
}

export function plainPayinEvent(payin: Payin): string {
  const { currency, receivedMinor } = payin;
  return JSON.stringify({
    type: 'payin',
    ...shared(payin),
    received: formatMoney({ minor: receivedMinor, currency }),
    payerVpa: payin.payerVpa,
  });
}

function shared(payment: Payout | Payin) {
  const { currency, amountMinor, feeMinor, gstMinor, updatedAt } = payment;
  const rupees = (minor: bigint) => formatMoney({ minor, currency });
  return {
    transactionNumber: payment.transactionNumber,
    reference: payment.reference,
    status: payment.status,
    statusReason: payment.statusReason,
    currency,
    amount: rupees(amountMinor),
    fee: rupees(feeMinor),
    gst: rupees(gstMinor),
    utr: payment.utr,
    remarks: payment.remarks,
    updatedAt: (updatedAt ?? payment.createdAt).toISOString(),
  };
}
