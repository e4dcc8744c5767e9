/** One line of the shelf. */
import type { PaymentKind } from './payment-filter.ts';

export interface ShelfItem {
  readonly why: 'unknown' | 'late' | 'held' | 'case';
  readonly kind: PaymentKind;
  readonly merchantId: string;
  readonly merchantName: string;
  readonly paymentId: string;
  /** Null for a case about a payment that we do not know. */
  readonly number: string | null;
  readonly status: string | null;
  /** What is known: the last word of the provider, or the code of the case. */
  readonly detail: string | null;
  readonly currency: string | null;
  readonly amountMinor: bigint | null;
  readonly since: Date;
  /** When a worker asks again; null: it has ended, and only a person goes on. */
  readonly nextLookAt: Date | null;
  readonly caseId: string | null;
  /** Of a customer's payment that waits for a decision: its id at the provider. */
  readonly heldPaymentId: string | null;
  /** What a person may do about the case; null where there is none, or nothing is known of its kind. */
  readonly advice: string | null;
}

/** As the tables have it. */
export type StoredItem = Omit<ShelfItem, 'advice'>;
