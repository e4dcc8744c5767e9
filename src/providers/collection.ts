/** What every connector for money in looks like: customers pay a provider, and the provider tells us. */
import type { Currency } from '../kit/money.ts';

/** One payment of a customer. */
export interface CollectedPayment {
  /** The provider's own name of the payment, the same whoever tells of it. */
  readonly paymentId: string;
  readonly amountMinor: bigint;
  readonly currency: Currency;
  readonly utr: string | null;
  readonly payerVpa: string | null;
}

/**
 * Evidence about one of our references. A reference may be paid more than once. `failed`: a documented reason why
 * nothing was paid. `reversed`: the provider took the money of a payment back.
 */
export type CollectionNews = {
  readonly reference: string;
  readonly payment: CollectedPayment;
} & (
  | { readonly kind: 'received' | 'reversed' }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string }
);

/** `known`: all that the provider has under a reference, oldest first; none at all is an answer. */
export type CollectionAnswer =
  | { readonly kind: 'known'; readonly news: readonly CollectionNews[] }
  | { readonly kind: 'unknown'; readonly why: string };

export interface RefundOrder {
  /** Ours, the same for every repeat: the provider de-duplicates on it. At most 40 letters, digits and hyphens. */
  readonly refundId: string;
  readonly paymentId: string;
  readonly amountMinor: bigint;
  readonly currency: Currency;
}

/** `rejected` is a documented refusal after which no money moved; everything unclear is `unknown`. */
export type RefundOutcome =
  | { readonly kind: 'refunded'; readonly utr: string | null }
  | { readonly kind: 'rejected'; readonly code: string; readonly message: string }
  | { readonly kind: 'unknown'; readonly why: string };

export type CollectionReading =
  | { readonly kind: 'news'; readonly news: CollectionNews }
  | { readonly kind: 'refused'; readonly reason: 'signature' | 'malformed' };

export interface CollectionPage {
  readonly news: readonly CollectionNews[];
  /** Where to go on reading; the same value again when there was nothing new. */
  readonly next: string;
}

/** Nothing but `statement` throws: trouble of the network is an answer. */
export interface CollectionProvider {
  readonly name: string;
  /** The UPI address that customers pay; absent where nobody pays by UPI. */
  readonly payeeVpa?: string;
  enquire(reference: string): Promise<CollectionAnswer>;
  refund(order: RefundOrder): Promise<RefundOutcome>;
  /** What came in and was taken back since `after` ('' from the start). Throws when it cannot be read. */
  statement(after: string): Promise<CollectionPage>;
  /** Reads nothing before the signature over the raw bytes has been proven. */
  readCallback(
    headers: Readonly<Record<string, string | string[] | undefined>>,
    rawBody: Buffer,
    nowMs: number,
  ): CollectionReading;
  close(): Promise<void>;
}
