/** What holds for the whole deployment: exchange rates, and what each marketplace code stands for. */
import type { FeePlanAnswer } from './merchants.ts';

export interface RateTermsAnswer {
  readonly from: string;
  readonly into: string;
  /** A decimal: units of `into` for one of `from`. */
  readonly rate: string;
  readonly spreadBasisPoints: number;
}

/** Lists of names; null: whatever there is. */
export interface MarketplaceTermsAnswer {
  readonly code: string;
  /** Null: the code says nothing about the price. */
  readonly payoutFees: FeePlanAnswer | null;
  readonly payinFees: FeePlanAnswer | null;
  readonly providers: readonly string[] | null;
  readonly payoutRails: readonly string[] | null;
  readonly payinMethods: readonly string[] | null;
}

interface InForce {
  readonly version: number;
  readonly setBy: string;
  readonly setAt: string;
}

export interface RateAnswer extends RateTermsAnswer, InForce {}
export interface MarketplaceAnswer extends MarketplaceTermsAnswer, InForce {}

/** All of it as it is in force, and what there is to choose from. */
export interface TermsAnswer {
  readonly rates: readonly RateAnswer[];
  readonly marketplaces: readonly MarketplaceAnswer[];
  readonly currencies: readonly string[];
  readonly providers: readonly string[];
  readonly payoutRails: readonly string[];
  readonly payinMethods: readonly string[];
}
