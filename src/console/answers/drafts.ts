/** Changes that wait for a second person, and the switches. */
import type { FeePlanAnswer, LimitsAnswer } from './merchants.ts';
import type { Money, PauseAnswer } from './shared.ts';
import type { MarketplaceTermsAnswer, RateTermsAnswer } from './terms.ts';

/** The exact change of each kind of draft, as it is sent and as it is told. */
export interface DraftChanges {
  readonly 'merchant.fees': {
    readonly service: 'payout' | 'payin';
    readonly fees: FeePlanAnswer;
  };
  readonly 'merchant.limits': LimitsAnswer;
  readonly 'merchant.addresses': { readonly addresses: readonly string[] };
  readonly 'settlement.terms': { readonly enabled: boolean; readonly coolingOffHours: number };
  readonly 'settlement.convert': {
    readonly settlementId: string;
    /** Decimal text, spread included. */
    readonly rate: string;
    readonly direction: 'INR_PER_USDT' | 'USDT_PER_INR';
    readonly spreadBasisPoints: number;
    readonly feeMinor: string;
    readonly quotedBy: string;
    readonly quoteExpiresAt: string;
  };
  readonly 'settlement.fail': { readonly settlementId: string; readonly reason: string };
  readonly 'settlement.return': {
    readonly settlementId: string;
    /** UTR, or transaction hash, of the transfer back. */
    readonly reference: string;
    readonly reason: string;
  };
  readonly 'xpayout.addresses': { readonly addresses: readonly string[] };
  readonly 'xpayout.marketplace': { readonly code: string };
  readonly 'xpayout.caps': {
    readonly orderCapMinor: string | null;
    readonly dayCapMinor: string | null;
  };
  readonly 'switch.on': {
    readonly kind: SwitchAnswer['kind'];
    readonly name: string;
    readonly reason: string;
  };
  readonly 'exchange.rate': RateTermsAnswer;
  readonly 'marketplace.terms': MarketplaceTermsAnswer;
}
export type DraftKindName = keyof DraftChanges;

export interface DraftAnswer {
  /** Null: about the deployment. */
  readonly merchant: { readonly merchantId: string; readonly name: string } | null;
  /** As it stands in addresses: of the deployment it is all zeros. */
  readonly merchantId: string;
  readonly draftId: string;
  readonly kind: DraftKindName;
  readonly title: string;
  readonly reason: string;
  readonly status: 'open' | 'approved' | 'rejected' | 'withdrawn' | 'expired';
  readonly madeBy: string;
  readonly madeAt: string;
  readonly expiresAt: string;
  readonly decidedBy: string | null;
  readonly decidedAt: string | null;
  readonly decisionReason: string | null;
  /** Whether the reader made it: then somebody else decides. */
  readonly isOwn: boolean;
}

export interface DifferenceRow {
  readonly name: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly isChanged: boolean;
}

/** One thing that was done with a draft. */
export interface DraftEventAnswer {
  readonly what: 'made' | 'edited' | 'approved' | 'rejected' | 'withdrawn';
  readonly by: string;
  readonly at: string;
  /** Of the text that it was about. */
  readonly hash: string;
  /** Why, in the words of whoever did it; null: nothing was said. */
  readonly reason: string | null;
  /** What was asked for, where the draft was made or edited. */
  readonly rows: readonly DifferenceRow[];
}

export interface DraftDetailAnswer extends DraftAnswer {
  /** Goes back with an approval: it agrees to exactly this. */
  readonly hash: string;
  readonly rows: readonly DifferenceRow[];
  readonly change: DraftChanges[DraftKindName];
  /** In its order. */
  readonly history: readonly DraftEventAnswer[];
}

export interface SwitchAnswer {
  readonly kind: 'provider' | 'method' | 'merchant' | 'currency';
  readonly name: string;
  /** Of a merchant its name. */
  readonly shownName: string;
  readonly isOff: boolean;
  readonly reason: string;
  readonly setBy: string;
  readonly setAt: string;
}

export interface SwitchesAnswer {
  readonly off: readonly SwitchAnswer[];
  readonly turns: readonly SwitchAnswer[];
  readonly pause: PauseAnswer | null;
  readonly methods: readonly string[];
  readonly providers: readonly string[];
  readonly currencies: readonly string[];
}

export interface SettlementToJudge {
  readonly merchantId: string;
  readonly merchantName: string;
  readonly settlementId: string;
  readonly amount: Money;
  readonly currency: string;
  readonly network: string;
  readonly address: string;
  readonly requestedBy: string;
  readonly requestedAt: string;
  readonly isOwn: boolean;
}
