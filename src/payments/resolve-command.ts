/** How a payout goes on: a worker takes it up, or somebody outside says what became of it. */
import type { Currency } from '../kit/money.ts';
import type { Attempt } from './attempt.ts';
import type { Beneficiary, Outcome, Rail } from '../providers/provider.ts';
import type { OffSwitches } from '../switches/off-switches.ts';
import type { Payout } from './payout.ts';

/** Before the first byte leaves: the payout becomes `processing` and its attempt exists. */
export interface StartAttempt {
  readonly kind: 'start';
  readonly merchantId: string;
  readonly payoutId: string;
  /** The claim under which the worker acts; a lapsed one is refused. */
  readonly leaseId: string;
  /** Nothing new may go to a provider now. */
  readonly paused: boolean;
  /** What an operator has switched off: nothing of it is submitted. Undefined: nothing is. */
  readonly off?: OffSwitches;
  /** Whether an attempt that did not leave may be submitted once more. */
  readonly maySubmitAgain: boolean;
  /** The name of the provider that takes this payout. */
  readonly providerOf: (payout: Routed) => string;
  readonly chooseRail: ChooseRail;
  readonly referenceOf: (attemptNo: number) => string;
  readonly at: Date;
}

/** What a rail is chosen by. */
export type Routed = Pick<
  Payout,
  'amountMinor' | 'beneficiaryVpa' | 'beneficiaryMobile' | 'wishedRail' | 'contract'
>;

export type ChooseRail = (
  payout: Routed,
  excluded: ReadonlySet<Rail>,
) => { readonly rail: Rail | undefined; readonly reason: string };

export type FactSource = 'reply' | 'enquiry' | 'callback' | 'statement';

/** What a provider let us know about one of our references, whoever brought the news. */
export interface ApplyFact {
  readonly kind: 'fact';
  readonly merchantId: string;
  readonly payoutId: string;
  readonly attemptNo: number;
  readonly source: FactSource;
  readonly outcome: Outcome;
  /** The claim of the worker that asked; null when the news came by itself. */
  readonly leaseId: string | null;
  readonly policy: ResolvePolicy;
  readonly at: Date;
}

/** What the provider promises, as far as a decision needs it. */
export interface ResolvePolicy {
  readonly maxInFlightMs: number;
  readonly deduplicates: boolean;
  /** Whether what was submitted may be submitted once more now. */
  readonly maySubmitAgain: boolean;
  /** As for a start. */
  readonly off?: OffSwitches;
  readonly otherRailCodes: ReadonlySet<string>;
  readonly chooseRail: ChooseRail;
  readonly referenceOf: (attemptNo: number) => string;
  /** 0 to 1, handed in: spreads enquiries so that a herd never forms. */
  readonly jitter: number;
}

export type ResolveCommand = StartAttempt | ApplyFact;

export type ResolveAnswer =
  /** Send this attempt to the provider now. */
  | { readonly kind: 'submit'; readonly attempt: Attempt; readonly order: Order }
  /** Its outcome is open: ask, never send. */
  | { readonly kind: 'enquire'; readonly attempt: Attempt }
  /** Nothing to do now; the promise is put off or kept. */
  | { readonly kind: 'settled'; readonly note: string }
  /** News about a reference of ours that this database does not know. */
  | { readonly kind: 'stray'; readonly note: string }
  /** Somebody else holds the claim. */
  | { readonly kind: 'fenced' };

/** What a submission needs of the payout. */
export interface Order {
  readonly amountMinor: bigint;
  readonly currency: Currency;
  /** What the merchant says that it is for. */
  readonly remarks?: string;
  readonly beneficiary: Beneficiary;
}
