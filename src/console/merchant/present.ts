/** How rows of the rooms become what the pages are given. */
import type { Currency } from '../../kit/money.ts';
import type { Delivery } from '../../webhooks/deliveries.ts';
import type { PaymentKind } from '../../views/merchant-payment-sources.ts';
import type { ListedPayment } from '../../views/merchant-payments.ts';
import type { DeliveryRow, PaymentRow } from '../answers/merchant-payments.ts';
import type { Money } from '../answers/shared.ts';

export function money(minor: bigint, currency: Currency): Money {
  return { minor: minor.toString(), currency };
}

export function isoOf(at: Date | null): string | null {
  return at === null ? null : at.toISOString();
}

export function paymentRow(payment: ListedPayment): PaymentRow {
  const { currency, amountMinor, feeMinor, gstMinor, createdAt, ...rest } = payment;
  return {
    ...rest,
    party: partyText(payment.kind, payment.party),
    amount: money(amountMinor, currency),
    fee: money(feeMinor, currency),
    gst: money(gstMinor, currency),
    createdAt: createdAt.toISOString(),
  };
}

/** Of a transfer the other side is known by its wallet alone. */
export function partyText(kind: PaymentKind, party: string): string {
  return kind === 'transfer' ? `Wallet ${party}` : party;
}

export function deliveryRow(delivery: Delivery): DeliveryRow {
  const { deliveryId, webhookId, endpointId, subjectId, state, lastError } = delivery;
  return {
    ...{ deliveryId, webhookId, endpointId, subjectId, state, lastError },
    isPing: subjectId === endpointId,
    nextAttemptAt: isoOf(delivery.nextAttemptAt),
    createdAt: delivery.createdAt.toISOString(),
    updatedAt: delivery.updatedAt.toISOString(),
  };
}
