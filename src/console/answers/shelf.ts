/** What has not ended and should have. */
import type { PaymentKind } from './payments.ts';
import type { Money } from './shared.ts';

export interface ShelfItem {
  readonly why: 'unknown' | 'late' | 'held' | 'case';
  readonly kind: PaymentKind;
  readonly merchantId: string;
  readonly merchantName: string;
  readonly paymentId: string;
  readonly number: string | null;
  readonly status: string | null;
  readonly detail: string | null;
  readonly currency: string | null;
  readonly amountMinor: string | null;
  readonly since: string;
  readonly nextLookAt: string | null;
  readonly caseId: string | null;
  /** Of a customer's payment that waits for a decision: its id at the provider. */
  readonly heldPaymentId: string | null;
  /** What a person may do about the case; null where there is none, or nothing is known of its kind. */
  readonly advice: string | null;
}

export interface Shelf {
  /** Oldest first. */
  readonly items: readonly ShelfItem[];
  readonly atRisk: readonly Money[];
  readonly isCut: boolean;
}
