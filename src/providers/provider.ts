/** What every connector to the outside looks like. Three kinds of answer: it did, it did not, nobody knows. */
import type { Currency } from '../kit/money.ts';

export type Rail = 'IMPS' | 'NEFT' | 'RTGS' | 'UPI' | 'MPESA';

export interface Beneficiary {
  readonly name: string;
  readonly accountNumber: string;
  readonly ifsc: string;
  /** Given: pay by UPI to this address; account number and IFSC are empty. */
  readonly vpa?: string;
  /** Given: pay this phone by mobile money, `2547XXXXXXXX`; account number and IFSC are empty. */
  readonly mobile?: string;
}

export interface PayoutOrder {
  /** Ours, the same for every repeat of one attempt; the provider de-duplicates on it. At most 40 characters. */
  readonly reference: string;
  readonly amountMinor: bigint;
  readonly currency: Currency;
  readonly rail: Rail;
  readonly beneficiary: Beneficiary;
  /** Shown to the beneficiary where the rail carries a text; cut to what it takes. */
  readonly remarks?: string;
}

/**
 * A connector never throws for network trouble: it answers `unknown`, and only evidence ends that.
 * `rejected` is reserved for a documented refusal (rule U2 in docs/money-flows.md). The `why` of `not_sent` and
 * `unknown` is a short sentence that holds nothing of a body.
 */
export type Outcome =
  | { readonly kind: 'accepted' }
  | {
      readonly kind: 'succeeded';
      readonly amountMinor: bigint;
      readonly currency: string;
      readonly utr: string | null;
    }
  /** `unread`: the request itself was refused, which says nothing of what was sent before under its reference. */
  | {
      readonly kind: 'rejected';
      readonly code: string;
      readonly message: string;
      readonly unread?: true;
    }
  | {
      readonly kind: 'reversed';
      readonly amountMinor: bigint;
      readonly currency: string;
      readonly utr: string | null;
      readonly reversalReference: string;
    }
  | { readonly kind: 'not_found' }
  /** No byte of a submission left: the same attempt, with the same reference, may simply be sent again. */
  | { readonly kind: 'not_sent'; readonly why: string }
  /**
   * `awaited`: the provider took the question and answers by a callback, so it is no sign of trouble.
   * `undocumented`: the code or status that it answered and does not document (rule U13).
   */
  | {
      readonly kind: 'unknown';
      readonly why: string;
      readonly awaited?: true;
      readonly undocumented?: string;
    };

/** An outcome that came by itself, about one of our references. */
export interface ProviderNews {
  readonly reference: string;
  readonly outcome: Outcome;
}

/**
 * `hint`: a provider that does not sign says that something is over; it proves nothing, and is a reason to enquire
 * now. `taken`: it answered a question that is still waiting in this process, so there is nothing left to do.
 */
export type CallbackReading =
  | { readonly kind: 'news'; readonly news: ProviderNews }
  | { readonly kind: 'hint'; readonly reference: string }
  | { readonly kind: 'taken' }
  | { readonly kind: 'refused'; readonly reason: 'signature' | 'malformed' };

export interface StatementPage {
  readonly news: readonly ProviderNews[];
  /** Where to go on reading; the same value again when there was nothing new. */
  readonly next: string;
}

/** When a rail is open at this provider, in the provider's own time zone. */
export interface RailWindow {
  readonly minimumMinor: bigint;
  readonly maximumMinor: bigint | null;
  /** Minutes of the local day; null means round the clock. */
  readonly opensAtMinute: number | null;
  readonly closesAtMinute: number | null;
  readonly workingDaysOnly: boolean;
}

export interface PayoutProvider {
  readonly name: string;
  readonly windows: Readonly<Partial<Record<Rail, RailWindow>>>;
  /** Longest time a submission may be under way before a `not_found` starts to mean something. */
  readonly maxInFlightMs: number;
  /** Whether the provider promises that a repeated reference never moves money twice. */
  readonly deduplicates: boolean;
  /** Codes of `rejected` after which another rail may be tried in a new attempt. */
  readonly otherRailCodes: ReadonlySet<string>;
  submit(order: PayoutOrder): Promise<Outcome>;
  enquire(reference: string): Promise<Outcome>;
  /** Reads what the provider's book says since `after` ('' from the start). Throws when it cannot be read. */
  statement(after: string): Promise<StatementPage>;
  /** `path`: what stood behind the address of this provider's callbacks, for one that writes secrets there; '' else. */
  readCallback(
    headers: Readonly<Record<string, string | string[] | undefined>>,
    rawBody: Buffer,
    nowMs: number,
    path?: string,
  ): CallbackReading;
  close(): Promise<void>;
}
