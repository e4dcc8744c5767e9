/** Payments as their own merchant sees them. */
import type { List, Money } from './shared.ts';

export interface PaymentRow {
  readonly kind: 'payout' | 'payin' | 'transfer';
  /** A transfer between two wallets of the merchant goes neither out nor in. */
  readonly direction: 'out' | 'in' | 'within';
  readonly paymentId: string;
  readonly transactionNumber: string;
  readonly reference: string | null;
  readonly status: string;
  readonly amount: Money;
  readonly fee: Money;
  readonly gst: Money;
  readonly party: string;
  readonly utr: string | null;
  readonly createdAt: string;
}

export type PaymentsAnswer = List<PaymentRow>;

export interface PaymentCountAnswer {
  /** How many the whole list has. */
  readonly count: number;
  /** There are more than were counted. */
  readonly isMore: boolean;
}

export interface DeliveryRow {
  readonly deliveryId: string;
  readonly webhookId: string;
  readonly endpointId: string;
  readonly subjectId: string;
  /** A test of the URL speaks of no payment. */
  readonly isPing: boolean;
  readonly state: 'pending' | 'delivered' | 'dead';
  readonly nextAttemptAt: string | null;
  readonly lastError: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface PaymentAnswer extends PaymentRow {
  /** What leaves the wallet, or comes into it, fee and GST included; zero of what came to nothing. */
  readonly total: Money;
  /** Of a pay-in: what the customer paid; null while nothing came. */
  readonly received: Money | null;
  readonly method: string;
  /** Of an exchange: what comes into the other wallet; null of everything else. */
  readonly exchanged: { readonly into: Money; readonly rate: string } | null;
  /** Where the money went, or where it came from, as the merchant wrote it. */
  readonly details: readonly { readonly name: string; readonly value: string }[];
  readonly remarks: string | null;
  readonly updatedAt: string | null;
  /** Of a pay-in that waits. */
  readonly expiresAt: string | null;
  readonly paymentUrl: string | null;
  readonly changes: readonly { readonly status: string; readonly at: string }[];
  readonly deliveries: readonly DeliveryRow[];
}
