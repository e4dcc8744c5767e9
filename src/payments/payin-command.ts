/** What may happen to a pay-in after its creation. */
import type { CollectionNews, RefundOrder, RefundOutcome } from '../providers/collection.ts';
import type { FactSource } from './resolve-command.ts';

interface About {
  readonly merchantId: string;
  readonly payinId: string;
  readonly at: Date;
}

/** What a provider let us know about a payment, whoever brought the news. */
export interface ApplyCollection extends About {
  readonly kind: 'news';
  readonly provider: string;
  readonly source: FactSource;
  readonly news: CollectionNews;
}

/** The provider was asked at `askedAt`, and all that it knows has been applied. */
export interface ExpirePayin extends About {
  readonly kind: 'expire';
  readonly askedAt: Date;
  /** Nobody can say what became of it, and nobody ever will: a person is shown the case. */
  readonly isUnanswered?: boolean;
}

/** Where the customer goes on; what is known already stays. */
export interface NotePlace extends About {
  readonly kind: 'place';
  /** The provider's name of the prompt on the customer's telephone. */
  readonly promptId?: string;
  /** Where the card holder proves who he is. */
  readonly challengeUrl?: string;
}

/**
 * A card payment that the acquirer, asked at `askedAt`, has promised not to charge any more: it knew nothing of it. The
 * card was in memory alone, so nobody can bring it any more.
 */
export interface AbandonCard extends About {
  readonly kind: 'abandon';
  readonly askedAt: Date;
}

/** The customer does not want to pay, or the merchant no longer wants it to. What is paid all the same is held. */
export interface CancelPayin extends About {
  readonly kind: 'cancel';
  /** The customer when it does not say. */
  readonly by?: 'merchant';
}

/** What became of giving a payment back. */
export interface ApplyRefund extends About {
  readonly kind: 'refund';
  readonly provider: string;
  readonly order: RefundOrder;
  readonly outcome: RefundOutcome;
  /** The promise and the claim on it, null for who only hears the answer; when to try again if nobody knows. */
  readonly outboxId: string;
  readonly leaseId: string | null;
  readonly againAt: Date;
}

/** A person decides about a payment that is held in suspense. */
export interface ReleasePayment extends About {
  readonly kind: 'release';
  readonly paymentId: string;
  readonly to: 'wallet' | 'customer';
  readonly actor: string;
  readonly note: string;
}

export type PayinCommand =
  | ApplyCollection
  | ExpirePayin
  | NotePlace
  | AbandonCard
  | CancelPayin
  | ApplyRefund
  | ReleasePayment;

export type PayinAnswer =
  | { readonly kind: 'settled'; readonly note: string }
  /** News about a pay-in of this merchant that this database does not know; the money is held. */
  | { readonly kind: 'stray'; readonly note: string }
  /** Nothing was done. */
  | { readonly kind: 'refused'; readonly why: string };
