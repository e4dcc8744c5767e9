/** What may be asked for and what may be answered when a payout is created. */
import type { Currency } from '../kit/money.ts';
import type { Rail } from '../providers/provider.ts';
import type { OrderDetails } from './orders.ts';
import type { Contract, Payout } from './payout.ts';
import type { FeePlan } from './quote.ts';
import type { XprizoDetails } from './xprizo-transactions.ts';

export interface CreatePayout {
  readonly merchantId: string;
  readonly payoutId: string;
  readonly contract: Contract;
  readonly transactionNumber: string;
  readonly reference: string | null;
  readonly beneficiaryName: string;
  readonly beneficiaryAccountNumber: string;
  readonly beneficiaryIfsc: string;
  /** To pay by UPI; account number and IFSC are then empty. */
  readonly beneficiaryVpa: string | null;
  /** To pay by M-Pesa, as `+254712345678`; account number and IFSC are then empty. */
  readonly beneficiaryMobile: string | null;
  readonly wishedRail: Rail | null;
  readonly currency: Currency;
  readonly amountMinor: bigint;
  readonly feePlan: FeePlan;
  /** False: nothing that may serve the merchant would take it. */
  readonly isServed?: boolean;
  /** Names of the rails that may serve the merchant; null or undefined: all of them. */
  readonly allowedRails?: readonly string[] | null;
  /** Refuse a payout without a reference that looks like one of the last ten minutes, also when that one failed. */
  readonly nearDuplicateGuard: boolean;
  /** Undefined: the contract knows none. */
  readonly caps?: PayoutCaps;
  /** What the contract keeps beside the payout, written in the same commit. */
  readonly details?: OrderDetails;
  /** What the Xprizo contract keeps beside it; one that its wallet does not cover then leaves no trace. */
  readonly xprizo?: XprizoDetails;
  readonly at: Date;
}

/** How much one order, and all that the merchant pays out on a day in its currency, may come to; null: as much as there is. */
export interface PayoutCaps {
  readonly orderMinor: bigint | null;
  readonly dayMinor: bigint | null;
  readonly dayStartsAt: Date;
}

/** Paise and cents make no sum: a cap of one currency knows nothing of payouts in another. */
export function daySpendingKey({
  merchantId,
  currency,
}: Pick<CreatePayout, 'merchantId' | 'currency'>): string {
  return `${merchantId} ${currency}`;
}

/** The business fields that make two requests with one reference the same request. */
export const identityFields = [
  'beneficiaryName',
  'beneficiaryAccountNumber',
  'beneficiaryIfsc',
  'beneficiaryVpa',
  'beneficiaryMobile',
  'amountMinor',
  'currency',
] as const satisfies readonly (keyof CreatePayout & keyof Payout)[];
export type IdentityField = (typeof identityFields)[number];

/**
 * A payout as whoever asked for it hears of it: its `reserveNo` says whether money is held for it and no more, for what is decided on
 * an assumed book counts from the beginning of its batch.
 */
export type AnsweredPayout = Omit<Payout, 'reserveNo'> & { readonly reserveNo: unknown };

export type CreateAnswer =
  | { readonly kind: 'created'; readonly payout: AnsweredPayout }
  | { readonly kind: 'replayed'; readonly payout: AnsweredPayout }
  | { readonly kind: 'insufficient_funds'; readonly payout: AnsweredPayout }
  | { readonly kind: 'limit_exceeded'; readonly payout: AnsweredPayout }
  | { readonly kind: 'reference_conflict'; readonly fields: readonly IdentityField[] }
  /** The contract knows no refused payouts: nothing was made, and the reference is free. */
  | { readonly kind: 'not_covered' }
  | { readonly kind: 'near_duplicate' }
  /** Nothing may serve it, or an operator has switched it off. Nothing was made and the reference is free. */
  | { readonly kind: 'not_served' };

export const nearDuplicateWindowMs = 10 * 60_000;

/** Same account, IFSC and amount: what makes two payouts look alike. */
export function likenessOf(
  payout: Pick<
    CreatePayout,
    'merchantId' | 'beneficiaryAccountNumber' | 'beneficiaryIfsc' | 'amountMinor'
  >,
): string {
  return `${payout.merchantId} ${payout.beneficiaryAccountNumber} ${payout.beneficiaryIfsc} ${String(payout.amountMinor)}`;
}

export function referenceKey(merchantId: string, reference: string): string {
  return `${merchantId} ${reference}`;
}
