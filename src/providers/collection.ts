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
  /** Ours, and leads back to the promise; for a provider that answers by a callback. */
  readonly reference: string;
  readonly paymentId: string;
  readonly amountMinor: bigint;
  readonly currency: Currency;
  /** Of the payment, where the provider asks for it to give back. */
  readonly utr?: string | null;
}

/** `rejected` is a documented refusal after which no money moved; everything unclear is `unknown`. */
export type RefundOutcome =
  | { readonly kind: 'refunded'; readonly utr: string | null }
  | { readonly kind: 'rejected'; readonly code: string; readonly message: string }
  | { readonly kind: 'unknown'; readonly why: string };

/**
 * `hint`: unsigned, proves nothing, and is a reason to enquire now with the prompt that it names. `taken`: it answered
 * a question that is still waiting in this process. `refund`: it answers one that nobody waits for here.
 */
export type CollectionReading =
  | { readonly kind: 'news'; readonly news: CollectionNews }
  | { readonly kind: 'hint'; readonly reference: string; readonly prompt: PromptName }
  | { readonly kind: 'refund'; readonly reference: string; readonly outcome: RefundOutcome }
  | { readonly kind: 'taken' }
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
  /** Reads nothing before the signature over the raw bytes, or the secret in the path, has been proven. */
  readCallback(
    headers: Readonly<Record<string, string | string[] | undefined>>,
    rawBody: Buffer,
    nowMs: number,
    path?: string,
  ): CollectionReading;
  close(): Promise<void>;
}

/** A question on the customer's phone: pay so much? */
export interface PromptOrder {
  /** Ours, of the pay-in. A prompt is never sent twice, so it need not be known to the provider. */
  readonly reference: string;
  /** International digits without a plus: `2547XXXXXXXX`. */
  readonly mobile: string;
  readonly amountMinor: bigint;
  readonly currency: Currency;
  /** Shown to the customer, cut to what the provider takes. */
  readonly description: string;
}

/**
 * `accepted`: the phone is being asked; `promptId` is what an enquiry asks for, so it is kept with the pay-in.
 * `rejected`: a documented refusal, nobody was asked. After `unknown` the phone may be ringing: never ask again.
 */
export type PromptOutcome =
  | { readonly kind: 'accepted'; readonly promptId: string }
  | { readonly kind: 'rejected'; readonly code: string; readonly message: string }
  | { readonly kind: 'not_sent'; readonly why: string }
  | { readonly kind: 'unknown'; readonly why: string };

/** How a prompt is called at the provider. A callback that names a receipt tells what the payment is called there. */
export interface PromptName {
  readonly promptId: string;
  readonly receipt: string | null;
}

/** A prompt is for one amount: the provider says whether it was paid, not how much. */
export interface IssuedPrompt extends PromptName {
  readonly amountMinor: bigint;
  readonly currency: Currency;
}

/** Customers are asked on their phones. The payment of a prompt has the prompt's id as `paymentId`, its receipt as `utr`. */
export interface PromptedCollection extends CollectionProvider {
  prompt(order: PromptOrder): Promise<PromptOutcome>;
  /** Without the prompt (its answer was lost, and no hint has named it) nobody can say: `unknown`. */
  enquire(reference: string, prompt?: IssuedPrompt): Promise<CollectionAnswer>;
}
