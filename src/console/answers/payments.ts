/** What the console tells of payments. */
import type { Money } from './shared.ts';

export type PaymentKind = 'payout' | 'payin' | 'transfer';

export interface PaymentSummary {
  readonly kind: PaymentKind;
  readonly merchantId: string;
  readonly merchantName: string;
  readonly paymentId: string;
  readonly status: string;
  readonly statusReason: string;
  readonly contract: string;
  /** Transaction number; of a transfer its key. */
  readonly number: string | null;
  readonly reference: string | null;
  readonly amount: Money;
  /** Fee and GST together. */
  readonly fees: Money;
  readonly method: string | null;
  readonly provider: string | null;
  readonly utr: string | null;
  readonly counterparty: string | null;
  readonly createdAt: string;
  readonly updatedAt: string | null;
}
