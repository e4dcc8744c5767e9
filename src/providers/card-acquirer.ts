/** What every connector for cards looks like: it is told a card once, and is asked afterwards like any other money in. */
import type { CardDetails } from '../kit/card.ts';
import type { Currency } from '../kit/money.ts';
import type { CollectedPayment, CollectionNews, CollectionProvider } from './collection.ts';

/** One payment by card. None of it is secret; the card comes beside it. */
export interface CardOrder {
  /** Ours, from `collectionReference`: the acquirer de-duplicates on it. */
  readonly reference: string;
  readonly amountMinor: bigint;
  readonly currency: Currency;
  /** Which of the operator's routes it is to take; null for the acquirer's own choice. */
  readonly routeCode: string | null;
  /** What the customer reads on the statement of the card; at most 100 characters. */
  readonly description: string;
  readonly customer: CardCustomer;
  /** Where the browser goes after a challenge. That it comes there proves nothing. */
  readonly returnUrl: string;
}

export interface CardCustomer {
  readonly name: string;
  readonly email: string | null;
  readonly mobile: string | null;
  /** Of the customer's own device, as the merchant told it. */
  readonly ipAddress: string | null;
}

/**
 * `rejected` is a documented refusal after which no money moved. `not_sent` proves that the acquirer has heard
 * nothing. Everything unclear is `unknown`: only `enquire`, a callback or the statement ends it, never a second
 * authorisation. No text among these holds anything of the card.
 */
export type AuthoriseOutcome =
  | { readonly kind: 'succeeded'; readonly payment: CollectedPayment }
  /** The customer's bank wants to see the customer: the browser is to go to `url`. */
  | { readonly kind: 'challenge'; readonly url: string }
  | {
      readonly kind: 'rejected';
      readonly code: string;
      readonly message: string;
      /** What the acquirer's books call it; null where it made nothing of the request. */
      readonly payment: CollectedPayment | null;
    }
  | { readonly kind: 'not_sent'; readonly why: string }
  | { readonly kind: 'unknown'; readonly why: string };

/**
 * `cancelled`: nothing was charged under the reference and nothing ever will be, not even by an authorisation that
 * arrives late or a challenge that is passed later. `charged`: it was too late, and this is what is there.
 */
export type CancelOutcome =
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'charged'; readonly news: readonly CollectionNews[] }
  | { readonly kind: 'unknown'; readonly why: string };

/**
 * `enquire` answers an open challenge, like a reference it has never heard of, with no news. Neither is proof that
 * nothing will be charged: who wants to call a payment failed asks for `cancel` first.
 */
export interface CardAcquirer extends CollectionProvider {
  /** Never throws for trouble of the network. The card may be wiped as soon as this has settled, and not before. */
  authorise(order: CardOrder, card: CardDetails): Promise<AuthoriseOutcome>;
  /** May be repeated. */
  cancel(reference: string): Promise<CancelOutcome>;
}
